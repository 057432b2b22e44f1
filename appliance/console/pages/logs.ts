import type { TextKey } from "../../../src/text/console.ts";
import { fill } from "../form.ts";
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
    const lines = await workOrReport(ui, title, t("logs.doing"), "logs", { unit, lines: 2000 });
    if (lines !== null) await browse(ui, lines);
  }
}

/** Shows the lines, and those of them that have what is searched for, whether in capitals or not. */
async function browse(ui: Ui, lines: readonly string[]): Promise<void> {
  const { t } = ui;
  let wanted = "";
  for (;;) {
    const found = lines.filter((line) => line.toLowerCase().includes(wanted.toLowerCase()));
    const title = wanted === "" ? t("menu.logs") : t("logs.with", { n: found.length, wanted });
    const left = await read(
      ui,
      title,
      found.length > 0 ? found : [t(wanted === "" ? "logs.none" : "logs.nothing")],
      {
        from: "bottom",
        search: true,
      },
    );
    if (left === "back") return;
    const values = await fill(ui, {
      title: t("menu.logs"),
      above: [],
      go: t("logs.search"),
      fields: [{ key: "wanted", label: t("logs.wanted"), value: wanted, hint: t("logs.wanted.hint") }],
    });
    wanted = values?.wanted?.trim() ?? wanted;
  }
}
