import { distance } from "../../base/distance.ts";
import { Failure } from "../../base/failure.ts";
import { type Command, type Io, WrongUsage } from "./command.ts";
import { help } from "./help.ts";

/** Finds the command that the words name and runs it. @returns the exit status: 0 success, 1 failure, 2 wrong usage */
export async function runCommand(
  commands: readonly Command[],
  words: readonly string[],
  io: Io,
): Promise<number> {
  const asked = words.some((word) => word === "--help" || word === "-h");
  const plain = words.filter((word) => word !== "--help" && word !== "-h");
  if (plain[0] === undefined || plain[0] === "help") return help(commands, plain.slice(1), io);
  const command = find(commands, plain);
  if (command === undefined) {
    io.err(`mailmanager: unknown command "${plain.slice(0, 2).join(" ")}"; ${suggestion(commands, plain)}\n`);
    return 2;
  }
  if (asked) return help(commands, command.name.split(" "), io);
  try {
    return await command.run(words.slice(command.name.split(" ").length), io);
  } catch (cause) {
    if (cause instanceof WrongUsage) {
      io.err(`mailmanager ${command.name}: ${cause.message}\nusage: mailmanager ${command.usage}\n`);
      return 2;
    }
    io.err(`mailmanager ${command.name}: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    if (cause instanceof Error && !isExpected(cause)) io.err(`${cause.stack ?? ""}\n`);
    return 1;
  }
}

/** Whether the message is enough: a failure of ours, of the operating system, or of SQLite. Others are bugs. */
function isExpected(cause: Error): boolean {
  if (cause instanceof Failure) return true;
  return "syscall" in cause || ("code" in cause && String(cause.code).startsWith("SQLITE_"));
}

function find(commands: readonly Command[], words: readonly string[]): Command | undefined {
  const two = words.slice(0, 2).join(" ");
  return commands.find(({ name }) => name === two) ?? commands.find(({ name }) => name === words[0]);
}

function suggestion(commands: readonly Command[], words: readonly string[]): string {
  const [first = ""] = words;
  const family = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length > 0)
    return `${first} takes ${family.map(({ name }) => name.slice(first.length + 1)).join(", ")}`;
  const two = words.slice(0, 2).join(" ");
  const close = commands
    .map(({ name }) => ({ name, away: Math.min(distance(name, two), distance(name, first)) }))
    .reduce((a, b) => (b.away < a.away ? b : a));
  return close.away <= 2 ? `did you mean "${close.name}"?` : 'see "mailmanager help"';
}
