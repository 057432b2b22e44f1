import { verbs } from "../../protocol.ts";
import { fill } from "../form.ts";
import { read } from "../read.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** Changes the host name. */
export async function hostnamePage(ui: Ui): Promise<void> {
  const { t, live } = ui;
  const title = t("menu.hostname");
  const values = await fill(ui, {
    title,
    above: [t("hostname.about")],
    go: t("form.save"),
    fields: [
      {
        key: "hostname",
        label: t("hostname.name"),
        value: live.hostname(),
        hint: t("hostname.hint"),
        check: (value) =>
          verbs["hostname.set"].arguments.safeParse({ hostname: value.toLowerCase() }).success
            ? null
            : t("hostname.wrong"),
      },
    ],
  });
  if (values === null) return;
  const hostname = (values.hostname ?? "").toLowerCase();
  if (
    (await workOrReport(ui, title, t("hostname.doing", { hostname }), "hostname.set", { hostname })) === null
  )
    return;
  await live.refresh();
  await read(ui, title, [t("hostname.done", { hostname })]);
}
