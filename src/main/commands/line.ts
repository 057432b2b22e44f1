import type { Command } from "./command.ts";
import { runCommand } from "./run.ts";

/** Runs the command given on the command line. Exit status: 0 success, 1 failure, 2 wrong usage. */
export async function runCommandLine(commands: readonly Command[]): Promise<void> {
  // Files contain mail, keys and addresses: only this program's user may read them.
  process.umask(0o077);
  // The reader may stop early, as in "mailmanager journal export | head".
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EPIPE") throw cause;
    process.exit(0);
  });
  process.exitCode = await runCommand(commands, process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    env: process.env,
  });
}
