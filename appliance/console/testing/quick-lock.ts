/** The console, locked after a second without a key. */
import { ReadStream, WriteStream } from "node:tty";
import { runConsole } from "../index.ts";

/** As the console's own `run`. */
export async function run(
  _: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { stdin, stdout } = process;
  const socket = env.MAILMANAGER_BOX_SOCKET;
  if (!(stdin instanceof ReadStream && stdout instanceof WriteStream) || socket === undefined) return 1;
  await runConsole({ input: stdin, output: stdout, env, socket, version: "1.0.0", lockAfter: 1000 });
  process.exit(0);
}
