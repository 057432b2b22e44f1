/** The command line: finds the subcommand and runs it. Exit status: 0 done, 1 failed, 2 wrong usage. */
import { commands } from "./app/cli/index.ts";
import { runCommand } from "./app/cli/run.ts";

// What is written is for this program's user alone: mail, keys, addresses.
process.umask(0o077);

// Whoever reads may have read enough, as in "mailmanager journal export | head".
process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
  if (cause.code !== "EPIPE") throw cause;
  process.exit(0);
});

void runCommand(commands, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  env: process.env,
}).then((status) => {
  process.exitCode = status;
});
