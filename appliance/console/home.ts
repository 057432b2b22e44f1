import type { TextKey } from "../../src/text/console.ts";
import { createCursor, numbered } from "./list.ts";
import { backupPage } from "./pages/backup.ts";
import { certificatePage } from "./pages/certificate.ts";
import { clockPage } from "./pages/clock.ts";
import { diagnosticsPage } from "./pages/diagnostics.ts";
import { hostnamePage } from "./pages/hostname.ts";
import { logsPage } from "./pages/logs.ts";
import { networkPage } from "./pages/network.ts";
import { passwordPage } from "./pages/password.ts";
import { pinPage } from "./pages/pin.ts";
import { factoryResetPage, powerOffPage, restartPage } from "./pages/power.ts";
import { supportPage } from "./pages/support.ts";
import { updatesPage } from "./pages/updates.ts";
import type { Line } from "./paint.ts";
import { localTime, statusLines } from "./status.ts";
import { unlocked } from "./unlock.ts";
import { show, type Ui } from "./view.ts";

type Page = (ui: Ui) => Promise<void>;

const pages: readonly (readonly [TextKey, Page])[] = [
  ["menu.network", networkPage],
  ["menu.hostname", hostnamePage],
  ["menu.clock", clockPage],
  ["menu.certificate", certificatePage],
  ["menu.password", passwordPage],
  ["menu.updates", updatesPage],
  ["menu.backup", backupPage],
  ["menu.diagnostics", diagnosticsPage],
  ["menu.support", supportPage],
  ["menu.logs", logsPage],
  ["menu.restart", restartPage],
  ["menu.powerOff", powerOffPage],
  ["menu.factoryReset", factoryResetPage],
  ["menu.pin", pinPage],
];
const ROWS = 5;

/** Shows the first screen and the pages chosen from its menu. Never returns. */
export async function home(ui: Ui, signal: AbortSignal): Promise<void> {
  const cursor = createCursor(pages.length, 0, ROWS);
  while (!signal.aborted) {
    const chosen = await show<Page>(
      ui,
      {
        body(room) {
          const height = room.height - ROWS - 1;
          const status = statusLines(ui, { ...room, height }).slice(0, height);
          return [
            ...status,
            ...Array.from({ length: height - status.length }, () => ""),
            "",
            ...menu(room.width),
          ];
        },
        foot() {
          const since = ui.live.asleepSince();
          const zone = ui.live.facts()?.status.clock.timezone ?? "UTC";
          return since === null
            ? ui.t("foot.home")
            : ui.t("foot.asleep", { at: localTime(new Date(since).toISOString(), zone) });
        },
        key(pressed, done) {
          const page = cursor.key(pressed) ? pages[cursor.at()]?.[1] : undefined;
          if (page) done(page);
        },
      },
      signal,
    );
    if (chosen && (await unlocked(ui))) await chosen(ui);
    ui.lock.disarm();
  }

  function menu(width: number): readonly Line[] {
    const column = Math.floor(width / 3);
    return Array.from({ length: ROWS }, (_, row) =>
      [0, 1, 2].flatMap((at) => {
        const index = at * ROWS + row;
        const key = pages[index]?.[0];
        const line = key ? numbered(index, ui.t(key), index === cursor.at(), column - 2) : "";
        return typeof line === "string" ? [{ text: line }] : [...line, { text: " " }];
      }),
    );
  }
}
