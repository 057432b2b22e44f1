import { distance } from "../../base/distance.ts";
import { Failure } from "../../base/failure.ts";
import { type Text, textIn } from "../../text/command-line.ts";
import { languageOf } from "../../text/locale.ts";
import { type Command, CommandFailed, type Io, messageOf, WrongUsage } from "./command.ts";
import { help } from "./help.ts";

/**
 * Finds the command that the words name and runs it, in the language of the environment.
 * @returns the exit status: 0 success, 1 failure, 2 wrong usage
 */
export async function runCommand(
  commands: readonly Command[],
  words: readonly string[],
  { out, err, terminal, env }: Io,
): Promise<number> {
  const language = languageOf(env);
  const t = textIn(language);
  const io = { out, err, terminal, env, language, t };
  const asked = words.some((word) => word === "--help" || word === "-h");
  const plain = words.filter((word) => word !== "--help" && word !== "-h");
  if (plain[0] === undefined || plain[0] === "help") return help(commands, plain.slice(1), io);
  const command = find(commands, plain);
  if (command === undefined) {
    const suggested = { words: plain.slice(0, 2).join(" "), suggestion: suggestion(commands, plain, t) };
    err(`mailmanager: ${t("usage.command", suggested)}\n`);
    return 2;
  }
  if (asked) return help(commands, command.name.split(" "), io);
  try {
    return await command.run(words.slice(command.name.split(" ").length), io);
  } catch (cause) {
    if (cause instanceof WrongUsage) {
      const usage = t("usage.line", { usage: command.usage });
      err(`mailmanager ${command.name}: ${cause.say(t)}\n${usage}\n`);
      return 2;
    }
    err(`mailmanager ${command.name}: ${messageOf(io, cause)}\n`);
    if (cause instanceof Error && !isExpected(cause)) err(`${cause.stack ?? ""}\n`);
    return 1;
  }
}

/** Whether the message is enough: a failure of ours, of the operating system, or of SQLite. Others are bugs. */
function isExpected(cause: Error): boolean {
  if (cause instanceof Failure || cause instanceof CommandFailed) return true;
  return "syscall" in cause || ("code" in cause && String(cause.code).startsWith("SQLITE_"));
}

function find(commands: readonly Command[], words: readonly string[]): Command | undefined {
  const two = words.slice(0, 2).join(" ");
  return commands.find(({ name }) => name === two) ?? commands.find(({ name }) => name === words[0]);
}

function suggestion(commands: readonly Command[], words: readonly string[], t: Text): string {
  const [first = ""] = words;
  const family = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length > 0) {
    const names = family.map(({ name }) => name.slice(first.length + 1)).join(", ");
    return t("usage.family", { first, names });
  }
  const two = words.slice(0, 2).join(" ");
  const close = commands
    .map(({ name }) => ({ name, away: Math.min(distance(name, two), distance(name, first)) }))
    .reduce((a, b) => (b.away < a.away ? b : a));
  return close.away <= 2 ? t("usage.did-you-mean", { name: close.name }) : t("usage.see-help");
}
