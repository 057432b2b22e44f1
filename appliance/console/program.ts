/** The console as a program of its own, contained in the executable and started by "mailmanager console". */
import { ReadStream, WriteStream } from "node:tty";
import { version } from "../../src/base/version.ts";
import { consoleSocket } from "../protocol.ts";
import { runConsole } from "./index.ts";

/**
 * Runs the console on this process's terminal until a signal ends it.
 * @returns the exit status: 0 done, 1 without a terminal, 2 wrong usage
 */
export async function run(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (words.length > 0) return complain(2, `unexpected argument "${words.join(" ")}"`);
  const { stdin, stdout } = process;
  if (!(stdin instanceof ReadStream) || !(stdout instanceof WriteStream)) {
    return complain(1, "not a terminal; the console needs one");
  }
  const socket = env.MAILMANAGER_BOX_SOCKET ?? consoleSocket;
  await runConsole({ input: stdin, output: stdout, env, socket, version });
  // Prompts may still be waiting for keys.
  process.exit(0);
}

function complain(status: number, text: string): number {
  process.stderr.write(`mailmanager console: ${text}\n`);
  return status;
}
