import { fill } from "../form.ts";
import { choose } from "../list.ts";
import { read } from "../read.ts";
import { digits } from "../unlock.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** The console's PIN: sets, changes or removes it. */
export async function pinPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.pin");
  const state = await workOrReport(ui, title, t("pin.looking"), "pin.state", {});
  if (state === null) return;
  const chosen = await choose(ui, {
    title,
    above: () => [t(state.set ? "pin.about.set" : "pin.about.none"), t("pin.about"), "", t("pin.forgotten")],
    choices: state.set
      ? [
          { value: "set" as const, label: t("pin.change") },
          { value: "remove" as const, label: t("pin.remove"), hint: t("pin.remove.hint") },
        ]
      : [{ value: "set" as const, label: t("pin.set") }],
  });
  if (chosen === "set") await set(ui, title);
  if (chosen !== "remove") return;
  const sure = await choose(ui, {
    title,
    above: () => [t("pin.remove.hint")],
    choices: [
      { value: false, label: t("sure.no") },
      { value: true, label: t("pin.remove") },
    ],
  });
  if (sure !== true) return;
  if ((await workOrReport(ui, title, t("pin.saving"), "pin.remove", {})) === null) return;
  ui.lock.arm(false);
  await read(ui, title, [t("pin.removed")]);
}

async function set(ui: Ui, title: string): Promise<void> {
  const { t } = ui;
  const values = await fill(ui, {
    title,
    above: [],
    go: t("pin.save"),
    fields: [
      ...[
        { key: "pin", label: t("pin.new"), value: "", hint: t("pin.hint"), secret: true, check: digits(ui) },
      ],
      {
        ...{ key: "again", label: t("pin.again"), value: "", hint: t("pin.again.hint"), secret: true },
        check: (value, { pin }) => (value === pin ? null : t("pin.different")),
      },
    ],
  });
  if (values === null) return;
  const pin = values.pin ?? "";
  if ((await workOrReport(ui, title, t("pin.saving"), "pin.set", { pin })) === null) return;
  ui.lock.arm(true);
  await read(ui, title, [t("pin.done"), "", t("pin.forgotten")]);
}
