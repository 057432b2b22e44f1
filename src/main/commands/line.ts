import type { Command } from "./command.ts";
import { runCommand } from "./run.ts";

/** Runs what the command line asks for. Exit status: 0 done, 1 failed, 2 wrong usage. */
export async function runCommandLine(commands: readonly Command[]): Promise<void> {
  // What is written is for this program's user alone: mail, keys, addresses.
  process.umask(0o077);
  // Whoever reads may have read enough, as in "mailmanager journal export | head".
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
