/** Runs commands in this process, and captures their output. */
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Io } from "../../src/main/commands/command.ts";
import { commands } from "../../src/main/commands/index.ts";
import { runCommand } from "../../src/main/commands/run.ts";

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CapturedIo extends Io {
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
  };
}

/** Runs `mailmanager WORDS`. */
export async function run(words: readonly string[], env: Io["env"] = {}): Promise<CommandResult> {
  const io = captureIo(env);
  const status = await runCommand(commands, words, io);
  return { status, ...io.written };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the file's tests. */
export function testFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "mailmanager-test-"));
  folders.push(path);
  return path;
}

let pattern: Promise<string> | undefined;

/** A data folder as made by `setup`: a copy of one that is made once. */
export async function setUpFolder(): Promise<string> {
  pattern ??= setUp();
  const data = join(testFolder(), "data");
  cpSync(await pattern, data, { recursive: true });
  chmodSync(data, 0o700);
  return data;
}

async function setUp(): Promise<string> {
  const data = join(testFolder(), "data");
  const words = ["setup", "--data", data, "--hostname", "desk.example", "--mailbox", "support@desk.example"];
  const { status, err } = await run(words);
  if (status !== 0) throw new Error(err);
  return data;
}

/** The form of failures: one line that begins with the command's name, without a stack. */
export function oneLine(err: string): string {
  const [line = "", ...rest] = err.split("\n");
  if (rest.join("") !== "") throw new Error(`more than one line: ${err}`);
  return line;
}
