import { choose } from "../list.ts";
import { sizeOf } from "../problems.ts";
import { read } from "../read.ts";
import { urlsOf } from "../status.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** Makes a support bundle, on a USB stick or for download in the browser. */
export async function supportPage(ui: Ui): Promise<void> {
  const { t, client, live } = ui;
  const title = t("menu.support");
  const found = await client.ask("media", {});
  const sticks = found.ok ? found.value.filter(({ writable }) => writable) : [];
  const where = await choose<string | null>(ui, {
    title,
    above: () => [t("support.about"), t("support.about.secrets")],
    choices: [
      ...sticks.map(({ id, label, free }) => ({
        value: id,
        label: t("support.stick", { label: label || id }),
        hint: t("support.stick.hint", { free: sizeOf(free) }),
      })),
      { value: "", label: t("support.browser"), hint: t("support.browser.hint") },
    ],
  });
  if (where === null) return;
  if (where !== "") {
    const saved = await workOrReport(ui, title, t("support.doing"), "support.save", { medium: where });
    if (saved !== null)
      await read(ui, title, [t("support.saved", { file: saved.file, size: sizeOf(saved.bytes) })]);
    return;
  }
  const facts = live.facts();
  const [url = ""] = facts ? urlsOf(facts) : [];
  await read(ui, title, [t("support.fetch", { url: `${url}system/support` })]);
}
