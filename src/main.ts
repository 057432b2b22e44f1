/** The command line: finds the subcommand and runs it. Exit status: 0 done, 1 failed, 2 wrong usage. */
import { about } from "./app/about.ts";
import { assetText } from "./app/assets.ts";

interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Gives the exit status; throws when the work fails. */
  run(args: readonly string[]): number;
}

const commands: Readonly<Record<string, Command>> = {
  help: { usage: "help [COMMAND | licences]", summary: "explains the program or a command", run: help },
  version: { usage: "version [--json]", summary: "tells the program's version", run: showVersion },
};

const [name = "help", ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
process.exitCode = command ? command.run(rest) : wrongUsage(`there is no command "${name}"`);

function help([topic]: readonly string[]): number {
  if (topic === "licences") {
    print(`${assetText("LICENSE")}\n${assetText("licences.txt")}`);
    return 0;
  }
  if (topic !== undefined && !Object.hasOwn(commands, topic)) {
    return wrongUsage(`there is no help on "${topic}"`);
  }
  const shown = Object.entries(commands).filter(([name]) => topic === undefined || topic === name);
  print(shown.map(([, { usage, summary }]) => `mailmanager ${usage.padEnd(28)}${summary}\n`).join(""));
  return 0;
}

function showVersion([option]: readonly string[]): number {
  if (option !== undefined && option !== "--json") return wrongUsage(`version takes no "${option}"`);
  const facts = about();
  print(
    option
      ? `${JSON.stringify(facts)}\n`
      : `mailmanager ${facts.version} (Node ${facts.node}, SQLite ${facts.sqlite})\n`,
  );
  return 0;
}

function wrongUsage(what: string): number {
  process.stderr.write(`mailmanager: ${what}; see "mailmanager help"\n`);
  return 2;
}

function print(text: string): void {
  process.stdout.write(text);
}
