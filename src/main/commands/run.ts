import { distance } from "../../base/distance.ts";
import { Failure } from "../../base/failure.ts";
import { type Text, textIn } from "../../text/command-line.ts";
import { languageOf } from "../../text/locale.ts";
import { type Command, CommandFailed, type Io, isAboutOption, messageOf, WrongUsage } from "./command.ts";
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
  const [first] = plain;
  if (first === undefined || first === "help") return help(commands, plain.slice(1), io);
  const named = first === "--version" || first === "-V" ? ["version", ...plain.slice(1)] : plain;
  const command = find(commands, named);
  if (command === undefined) {
    // "mailmanager user --help" explains all commands of that name.
    if (asked && plain.length === 1 && family(commands, first).length > 0) return help(commands, plain, io);
    err(`mailmanager: ${unknown(commands, plain, t)}\n`);
    return 2;
  }
  if (asked) return help(commands, command.name.split(" "), io);
  try {
    return await command.run(named.slice(command.name.split(" ").length), io);
  } catch (cause) {
    if (cause instanceof WrongUsage || isAboutOption(cause)) {
      const problem = cause instanceof WrongUsage ? cause.say(t) : messageOf(io, cause);
      err(`mailmanager ${command.name}: ${problem}\n${t("usage.line", { usage: command.usage })}\n`);
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

/** What to say about words that name no command: a command that is written alike, if there is one. */
function unknown(commands: readonly Command[], words: readonly string[], t: Text): string {
  const [first = "", second = ""] = words;
  if (first.startsWith("-")) return t("usage.option-first", { option: first });
  const members = family(commands, first);
  if (members.length > 0) {
    if (second === "") return t("usage.family", { first, names: members.join(", ") });
    const close = closest(members, second);
    const suggestion =
      close === null
        ? t("usage.family", { first, names: members.join(", ") })
        : t("usage.did-you-mean", { name: `${first} ${close}` });
    return t("usage.command", { words: `${first} ${second}`, suggestion });
  }
  const close = closest(
    commands.map(({ name }) => name.split(" ")[0] ?? ""),
    first,
  );
  if (close === null) return t("usage.command", { words: first, suggestion: t("usage.see-help") });
  const member = closest(family(commands, close), second);
  const name = member === null ? close : `${close} ${member}`;
  const asked = member === null ? first : `${first} ${second}`;
  return t("usage.command", { words: asked, suggestion: t("usage.did-you-mean", { name }) });
}

/** The second words of the commands whose name begins with a word. */
const family = (commands: readonly Command[], first: string): readonly string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));

/** The name that differs least from a word, by at most two letters and less than all of them; null if there is none. */
function closest(names: readonly string[], word: string): string | null {
  const away = (name: string) => distance(name, word);
  const near = [...new Set(names)].filter((name) => away(name) <= 2 && away(name) < word.length);
  return near.sort((a, b) => away(a) - away(b))[0] ?? null;
}
