/**
 * The menu when the part of the disk that holds the data cannot be used: there is no helper then and no console. It says
 * why, on all screens at once, and can start again, turn off, show the log and erase the data.
 */
import { closeSync, constants, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ReadStream, WriteStream } from "node:tty";
import type { Language } from "../../src/text/catalogue.ts";
import { type Text, textIn } from "../../src/text/console.ts";
import type { Places } from "../places.ts";
import type { Run } from "../run.ts";

/** What the menu works with. */
export interface EmergencyParts {
  readonly places: Places;
  readonly run: Run;
  readonly language: Language;
  readonly log: (text: string) => void;
}

/** A terminal, line by line. */
export interface Terminal {
  write(text: string): void;
  /** Calls back for each line that is typed. */
  onLine(listen: (line: string) => void): void;
  close(): void;
}

/** How it ends: the caller restarts the machine, or turns it off. */
export type Ending = "restart" | "off";

/** Milliseconds after the last key until it tries again on its own: the cause may be gone, such as a cable. */
const PATIENCE = 600_000;
const screens = ["tty1", "ttyS0", "ttyS1", "hvc0", "ttyAMA0"];

/** Shows the menu on every screen of the machine, and does what is chosen. @returns the exit status */
export async function emergency(parts: EmergencyParts): Promise<number> {
  const terminals = screens.flatMap((name) => openTerminal(join(parts.places.dev, name)) ?? []);
  const ending = await menu(parts, terminals, PATIENCE);
  for (const terminal of terminals) terminal.close();
  const { status, err } = await parts.run("systemctl", [
    "--force",
    "--no-block",
    ending === "off" ? "poweroff" : "reboot",
  ]);
  if (status !== 0) parts.log(`the machine could not be stopped: ${err}`);
  return status === 0 ? 0 : 1;
}

/** The menu itself. @param patience milliseconds without a line after which it ends in a restart */
export async function menu(
  parts: EmergencyParts,
  terminals: readonly Terminal[],
  patience: number,
): Promise<Ending> {
  const t = textIn(parts.language);
  const all = (text: string) => {
    for (const terminal of terminals) terminal.write(text);
  };
  const why = await cause(parts);
  const over = Promise.withResolvers<Ending>();
  let timer = setTimeout(() => over.resolve("restart"), patience);
  let erasing = false;
  let busy = false;

  const heard = async (line: string): Promise<void> => {
    clearTimeout(timer);
    timer = setTimeout(() => over.resolve("restart"), patience);
    if (erasing) {
      erasing = false;
      if (line !== t("emergency.erase.word")) return all(choices(t));
      const problem = await erase(parts);
      if (problem === null) return over.resolve("restart");
      return all(`${t("emergency.erase.failed", { problem })}\n\n${choices(t)}`);
    }
    if (line === "1") over.resolve("restart");
    else if (line === "2") over.resolve("off");
    else if (line === "3") all(`${await newestLog(parts, 200)}\n\n${choices(t)}`);
    else if (line === "4") {
      erasing = true;
      all(`${t("emergency.erase.sure", { word: t("emergency.erase.word") })}\n> `);
    } else all(choices(t));
  };
  all(`\n\n${t("emergency.title")}\n\n${why.map((line) => `  ${line}\n`).join("")}\n${choices(t)}`);
  for (const terminal of terminals)
    terminal.onLine((line) => {
      // One thing at a time, whatever is typed elsewhere meanwhile.
      if (busy) return;
      busy = true;
      heard(line.trim())
        .catch((problem) => all(`${problem instanceof Error ? problem.message : String(problem)}\n`))
        .finally(() => {
          busy = false;
        });
    });
  const ending = await over.promise;
  clearTimeout(timer);
  all(`\n${t(ending === "off" ? "emergency.off" : "emergency.restart")}\n`);
  return ending;
}

function choices(t: Text): string {
  const lines = [t("emergency.again"), t("emergency.turnOff"), t("emergency.log"), t("emergency.erase")];
  return `${lines.map((line, index) => `  ${index + 1}  ${line}\n`).join("")}${t("emergency.choose")}\n> `;
}

const MOST_CAUSES = 8;

/** The last words of what should have made, checked and mounted the partition. */
async function cause(parts: EmergencyParts): Promise<readonly string[]> {
  const units = [
    "systemd-repart.service",
    "systemd-fsck@*.service",
    "var.mount",
    "systemd-growfs@var.service",
  ];
  const lines = await journal(parts, [
    "--priority=warning",
    ...units.map((unit) => `--unit=${unit}`),
    `--lines=${MOST_CAUSES}`,
  ]);
  return lines.length > 0 ? lines : [textIn(parts.language)("emergency.unknown")];
}

const newestLog = async (parts: EmergencyParts, lines: number): Promise<string> =>
  (await journal(parts, ["--priority=notice", `--lines=${lines}`])).join("\n");

async function journal({ run }: EmergencyParts, filter: readonly string[]): Promise<readonly string[]> {
  const { out } = await run("journalctl", ["--boot", "--quiet", "--no-pager", "--output=cat", ...filter], {
    limit: 60_000,
  });
  // Control characters are removed from logs.
  return out
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "?").slice(0, 300));
}

/** Makes a new, empty file system. @returns null when it is done, otherwise why it is not */
async function erase({ places, run }: EmergencyParts): Promise<string | null> {
  const partition = join(places.dev, "disk/mailmanager/mailmanager-var");
  if (!existsSync(partition)) return `${partition}: not found`;
  const { status, out, err } = await run(
    "mkfs.ext4",
    ["-F", "-q", "-m", "1", "-e", "remount-ro", partition],
    { limit: 600_000 },
  );
  return status === 0 ? null : (err || out).trim();
}

/** A terminal; null for a line without hardware behind it, which cannot be opened. */
function openTerminal(path: string): Terminal | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  } catch {
    return null;
  }
  try {
    const [input, output] = [new ReadStream(fd), new WriteStream(fd)];
    const lines = createInterface({ input, output, terminal: true });
    return {
      write: (text) => void output.write(text.replaceAll("\n", "\r\n")),
      onLine: (listen) => void lines.on("line", listen),
      close: () => lines.close(),
    };
  } catch {
    closeSync(fd);
    return null;
  }
}
