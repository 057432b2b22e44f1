import { fill } from "../form.ts";
import { choose } from "../list.ts";
import { read } from "../read.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** Restarts the program or the appliance. */
export async function restartPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.restart");
  const verb = await choose(ui, {
    title,
    above: () => [t("restart.about")],
    choices: [
      { value: null, label: t("sure.no") },
      { value: "restart" as const, label: t("restart.box"), hint: t("restart.box.hint") },
      { value: "program.restart" as const, label: t("restart.program"), hint: t("restart.program.hint") },
    ],
  });
  if (verb === null) return;
  const doing = t(verb === "restart" ? "restart.box.doing" : "restart.program.doing");
  if ((await workOrReport(ui, title, doing, verb, {})) === null) return;
  await ui.live.refresh();
  await read(ui, title, [t(verb === "restart" ? "restart.box.done" : "restart.program.done")]);
}

/** Turns the appliance off. */
export async function powerOffPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.powerOff");
  const sure = await choose(ui, {
    title,
    above: () => [t("powerOff.about")],
    choices: [
      { value: false, label: t("sure.no") },
      { value: true, label: t("menu.powerOff") },
    ],
  });
  if (sure !== true) return;
  if ((await workOrReport(ui, title, t("powerOff.doing"), "power.off", {})) === null) return;
  await read(ui, title, [t("powerOff.done")]);
}

/** Erases all data and settings; the host name has to be typed to confirm. */
export async function factoryResetPage(ui: Ui): Promise<void> {
  const { t, live } = ui;
  const title = t("menu.factoryReset");
  const hostname = live.hostname();
  const values = await fill(ui, {
    title,
    above: [t("factoryReset.about"), t("factoryReset.backup")],
    go: t("factoryReset.go"),
    fields: [
      {
        key: "confirm",
        label: t("factoryReset.name"),
        value: "",
        hint: t("factoryReset.hint", { hostname }),
        check: (value) => (value.toLowerCase() === hostname ? null : t("factoryReset.wrong", { hostname })),
      },
    ],
  });
  if (values === null) return;
  const reset = { confirm: hostname };
  if ((await workOrReport(ui, title, t("factoryReset.doing"), "factory.reset", reset)) === null) return;
  await read(ui, title, [t("factoryReset.done")]);
}
