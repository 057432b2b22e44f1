import type { TextKey } from "../../../src/text/console.ts";
import { choose } from "../list.ts";
import { read } from "../read.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

const units = [
  ["mailmanager", "logs.program"],
  ["mailmanager-box", "logs.box"],
  ["systemd-networkd", "logs.network"],
  ["systemd-timesyncd", "logs.clock"],
  ["", "logs.all"],
] as const satisfies readonly (readonly [string, TextKey])[];

/** Shows the logs of the appliance's services, the newest lines last. */
export async function logsPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.logs");
  let first = 0;
  for (;;) {
    const unit = await choose(ui, {
      title,
      above: () => [t("logs.about")],
      choices: units.map(([value, key]) => ({ value, label: t(key) })),
      first,
    });
    if (unit === null) return;
    first = units.findIndex(([value]) => value === unit);
    const lines = await workOrReport(ui, title, t("logs.doing"), "logs", { unit, lines: 500 });
    if (lines !== null) await read(ui, title, lines.length > 0 ? lines : [t("logs.none")], "bottom");
  }
}
