/** The command line: finds the subcommand and runs it. Exit status: 0 done, 1 failed, 2 wrong usage. */

// What is written is for this program's user alone: mail, keys, addresses.
process.umask(0o077);

// Whoever reads may have read enough, as in "mailmanager journal export | head".
process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
  if (cause.code !== "EPIPE") throw cause;
  process.exit(0);
});

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});

async function main(words: readonly string[]): Promise<number> {
  const [{ runCommand }, commands] = await Promise.all([import("./app/cli/run.ts"), commandsFor(words[0])]);
  return runCommand(commands, words, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    env: process.env,
  });
}

/** The box's programs run beside this one all the time: they do not load what they have no use for. */
async function commandsFor(word: string | undefined) {
  if (word !== "appliance" && word !== "console") return (await import("./app/cli/index.ts")).commands;
  const { applianceCommands, consoleCommand } = await import("./app/cli/appliance.ts");
  return [consoleCommand, ...applianceCommands];
}
