/** Runs the console on a real pseudo-terminal, and reads its screen with a real terminal emulator. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import xterm from "@xterm/headless";
import { patience } from "../../../test/support/patience.ts";

export const keys = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  pageUp: "\x1b[5~",
  end: "\x1b[4~",
  enter: "\r",
  escape: "\x1b",
  tab: "\t",
  backTab: "\x1b[Z",
  backspace: "\x7f",
  interrupt: "\x03",
  endOfFile: "\x04",
  redraw: "\x0c",
  suspend: "\x1a",
  quit: "\x1c",
} as const;

export interface TestTerminal {
  readonly process: ChildProcessWithoutNullStreams;
  /** The screen as text, without trailing blanks. */
  screen(): string;
  /** The screen, cell by cell. */
  cells(): readonly (readonly Cell[])[];
  /** Waits until nothing more is being written. */
  settled(): Promise<void>;
  /** All output so far. */
  written(): string;
  type(...typed: readonly (string | Uint8Array)[]): Promise<void>;
  /** Waits until the screen shows a text, or no longer shows it. */
  until(text: string | RegExp): Promise<string>;
  untilNot(text: string): Promise<string>;
  resize(columns: number, rows: number): void;
  /** Connects another terminal, which sees only later output. */
  plugIn(): void;
  /** Process id of the console. */
  pid(): number;
  running(): boolean;
  close(): Promise<void>;
}

/** One character on the screen; `colour` is an ANSI colour from 0 to 7, or -1 for the default. */
export interface Cell {
  readonly text: string;
  readonly bold: boolean;
  readonly inverse: boolean;
  readonly colour: number;
}

export interface TerminalOptions {
  readonly socket: string;
  readonly term?: string;
  readonly size?: { readonly columns: number; readonly rows: number };
  /** The program's file, if not the one in the source tree. */
  readonly program?: string;
  readonly nodeOptions?: string;
}

const source = join(import.meta.dirname, "../program.ts");

/** Starts the console on a new terminal. */
export function openTerminal(options: TerminalOptions): TestTerminal {
  const { socket, term = "linux", size, program = source, nodeOptions = "" } = options;
  const start = `const { run } = await import(${JSON.stringify(program)}); process.exitCode = await run([], process.env);`;
  const { columns, rows } = size ?? { columns: 80, rows: 24 };
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const node = [process.execPath, "--input-type=module", "-e", start].map(quoted).join(" ");
  const child = spawn(
    "script",
    ["-qec", `stty rows ${rows} cols ${columns}; echo $$; exec ${node}`, "/dev/null"],
    {
      env: {
        PATH: process.env.PATH,
        TERM: term,
        MAILMANAGER_BOX_SOCKET: socket,
        LANG: "C.UTF-8",
        NODE_OPTIONS: nodeOptions,
      },
    },
  );
  let emulator = emulate(columns || 80, rows || 24);
  let written = "";
  let pid = 0;
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk: Buffer) => {
    written += chunk.toString("utf8");
    // The first line is the process id, which the console keeps.
    pid ||= Number(/^(\d+)\r?\n/.exec(written)?.[1] ?? 0);
    emulator.write(chunk);
  });
  const lines = () => {
    const { active } = emulator.buffer;
    return Array.from({ length: emulator.rows }, (_, row) => active.getLine(active.baseY + row));
  };
  const screen = () =>
    lines()
      .map((line) => line?.translateToString(true) ?? "")
      .join("\n");
  const running = () => child.exitCode === null && child.signalCode === null;
  const wait = async (done: () => boolean, what: string) => {
    for (const end = Date.now() + patience; !done(); await after(20)) {
      if (Date.now() > end) throw new Error(`the screen never ${what}:\n${screen()}`);
    }
    return screen();
  };
  return {
    process: child,
    screen,
    cells: () =>
      lines().map((line) =>
        Array.from({ length: emulator.cols }, (_, column) => {
          const cell = line?.getCell(column);
          return {
            text: cell?.getChars() || " ",
            bold: Boolean(cell?.isBold()),
            inverse: Boolean(cell?.isInverse()),
            colour: cell?.isFgPalette() ? cell.getFgColor() : -1,
          };
        }),
      ),
    async settled() {
      for (let before = -1; before !== written.length; await after(300)) before = written.length;
    },
    written: () => written,
    async type(...typed) {
      for (const text of typed) {
        child.stdin.write(text);
        // A single Escape differs from the start of a key sequence only by the pause after it.
        await after(text === keys.escape ? 120 : 15);
      }
    },
    until: (text) =>
      wait(
        () => (typeof text === "string" ? screen().includes(text) : text.test(screen())),
        `showed ${text}`,
      ),
    untilNot: (text) => wait(() => !screen().includes(text), `stopped showing ${text}`),
    resize(to, tall) {
      emulator.resize(to, tall);
      execFileSync("stty", ["-F", readlinkSync(`/proc/${pid}/fd/1`), "cols", `${to}`, "rows", `${tall}`]);
    },
    plugIn() {
      emulator = emulate(emulator.cols, emulator.rows);
    },
    pid: () => pid,
    running,
    async close() {
      if (!running()) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      process.kill(pid, "SIGTERM");
      await ended;
    },
  };
}

function emulate(cols: number, rows: number) {
  return new xterm.Terminal({ cols, rows, allowProposedApi: true });
}

/** Bytes of private dirty memory of a process. */
export function privateMemory(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  // linear: tried once a line, and no two neighbouring repetitions share a character
  return Number(/^Private_Dirty:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}
