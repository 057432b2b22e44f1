/** Runs commands in this process, and captures their output. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandIo, Io } from "../../src/main/commands/command.ts";
import { commands } from "../../src/main/commands/index.ts";
import { runCommand } from "../../src/main/commands/run.ts";
import { textIn } from "../../src/text/command-line.ts";
import { testFolder } from "./folders.ts";

export { testFolder };

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CapturedIo extends CommandIo {
  readonly written: { out: string; err: string };
}

export function captureIo(env: Io["env"] = {}, terminal = false): CapturedIo {
  const written = { out: "", err: "" };
  return {
    written,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    terminal,
    env,
    language: "en",
    t: textIn("en"),
  };
}

/** Runs `mailmanager WORDS`. */
export async function run(words: readonly string[], env: Io["env"] = {}): Promise<CommandResult> {
  const io = captureIo(env);
  const status = await runCommand(commands, words, io);
  return { status, ...io.written };
}

let pattern: Promise<Buffer> | undefined;

/** A data folder as made by `setup`: a copy of one that is made once. */
export async function setUpFolder(): Promise<string> {
  pattern ??= setUp();
  const data = join(testFolder(), "data");
  const database = await pattern;
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(data, "mailmanager.db"), database, { mode: 0o600 });
  return data;
}

/** The only file that `setup` makes. */
async function setUp(): Promise<Buffer> {
  const data = join(testFolder(), "data");
  const words = ["setup", "--data", data, "--hostname", "desk.example", "--mailbox", "support@desk.example"];
  const { status, err } = await run(words);
  if (status !== 0) throw new Error(err);
  const made = readdirSync(data);
  if (made.join() !== "mailmanager.db") throw new Error(`setup made ${made.join()}`);
  return readFileSync(join(data, "mailmanager.db"));
}

/** The form of failures: one line that begins with the command's name, without a stack. */
export function oneLine(err: string): string {
  const [line = "", ...rest] = err.split("\n");
  if (rest.join("") !== "") throw new Error(`more than one line: ${err}`);
  return line;
}
