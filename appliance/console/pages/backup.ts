import { choose } from "../list.ts";
import { sizeOf } from "../problems.ts";
import { read } from "../read.ts";
import { localTime } from "../status.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** Saves a backup on a stick, or, on a new appliance, restores one. */
export async function backupPage(ui: Ui): Promise<void> {
  const title = ui.t("menu.backup");
  for (;;) {
    const isNew = ui.live.facts()?.program?.setUp === false;
    if ((await (isNew ? restorePage(ui, title) : savePage(ui, title))) === "left") return;
  }
}

type After = "left" | "again";

async function savePage(ui: Ui, title: string): Promise<After> {
  const { t, live } = ui;
  const media = await workOrReport(ui, title, t("media.doing"), "media", {});
  if (media === null) return "left";
  const sticks = media.filter(({ writable }) => writable);
  const chosen = await choose<string>(ui, {
    title,
    above: () => {
      const facts = live.facts();
      const last = facts?.program?.lastBackup ?? null;
      return [
        last === null
          ? t("backup.last.none")
          : t("backup.last", { at: localTime(last, facts?.status.clock.timezone ?? "UTC") }),
        t("backup.about"),
        ...(sticks.length === 0 ? ["", t("backup.none")] : []),
        "",
        t("restore.setUp"),
      ];
    },
    choices: [
      ...sticks.map(({ id, label, free }) => ({
        value: id,
        label: t("backup.save", { label: label || id }),
        hint: t("backup.save.hint", { free: sizeOf(free) }),
      })),
      { value: "", label: t("backup.again") },
    ],
  });
  if (chosen === null) return "left";
  if (chosen === "") return "again";
  const stick = sticks.find(({ id }) => id === chosen);
  const doing = t("backup.doing", { label: stick?.label || chosen });
  const saved = await workOrReport(ui, title, doing, "backup.save", { medium: chosen });
  await live.refresh();
  if (saved === null) return "again";
  await read(ui, title, [t("backup.done", { file: saved.file, size: sizeOf(saved.bytes) })]);
  return "left";
}

async function restorePage(ui: Ui, title: string): Promise<After> {
  const { t, live } = ui;
  const media = await workOrReport(ui, title, t("media.doing"), "media", {});
  if (media === null) return "left";
  const files = media.flatMap(({ id, label, backups }) =>
    backups.map(({ path, bytes }) => ({
      value: { medium: id, path },
      label: path,
      hint: t("restore.file", { label: label || id, size: sizeOf(bytes) }),
    })),
  );
  const chosen = await choose<{ readonly medium: string; readonly path: string } | "again">(ui, {
    title,
    above: () => [t("restore.about"), ...(files.length === 0 ? ["", t("restore.none")] : [])],
    choices: [...files, { value: "again", label: t("backup.again") }],
  });
  if (chosen === null) return "left";
  if (chosen === "again") return "again";
  const file = chosen.path;
  const sure = await choose(ui, {
    title,
    above: () => [t("restore.sure", { file })],
    choices: [
      { value: true, label: t("restore.go") },
      { value: false, label: t("sure.no") },
    ],
    first: 1,
  });
  if (sure !== true) return "again";
  const doing = t("restore.doing", { file });
  const done = await workOrReport(ui, title, doing, "backup.restore", chosen);
  await live.refresh();
  if (done === null) return "again";
  await read(ui, title, [t("restore.done")]);
  return "left";
}
