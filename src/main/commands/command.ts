import { type ParseArgsConfig, parseArgs } from "node:util";
import { Failure } from "../../base/failure.ts";
import { type Text, textIn } from "../../text/command-line.ts";
import { failureText, type Language } from "../../text/index.ts";

/** What ends a command, with words in the user's language; the message is English. */
class Said extends Error {
  readonly say: (t: Text) => string;

  constructor(say: (t: Text) => string) {
    super(say(textIn("en")));
    this.say = say;
  }
}

/** A command line that cannot be understood. */
export class WrongUsage extends Said {
  override readonly name = "WrongUsage";
}

/** A failure of a command itself; those of the program below it are `Failure`s. */
export class CommandFailed extends Said {
  override readonly name = "CommandFailed";
}

/** Where the program writes, and what it is started with; handed in so that tests can read it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Whether `err` is a terminal: progress is redrawn on one line there, and written as separate lines elsewhere. */
  readonly terminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a command gets: also its texts, in the user's language. */
export interface CommandIo extends Io {
  readonly language: Language;
  readonly t: Text;
}

export interface Command {
  /** The words after "mailmanager", such as "token create". */
  readonly name: string;
  summary(t: Text): string;
  /** How to call it, without the program's name: the same in every language. */
  readonly usage: string;
  /** Details beyond the usage: options, output, examples. */
  help(t: Text): string;
  /** @returns the exit status. @throws Failure, CommandFailed or WrongUsage with one clear line */
  run(args: readonly string[], io: CommandIo): number | Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's options and positional arguments.
 * @throws WrongUsage with a message of our own
 */
export function readArgs<const O extends Options>(args: readonly string[], options: O, mostWords = 0) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const word = parsed.positionals[mostWords];
    if (word !== undefined) throw new WrongUsage((t) => t("usage.unexpected", { word }));
    return parsed;
  } catch (cause) {
    if (cause instanceof WrongUsage || !(cause instanceof Error)) throw cause;
    throw new WrongUsage((t) => refusal(cause, t));
  }
}

/** What Node's parser found, in our words. */
function refusal(cause: Error, t: Text): string {
  const option = /'(-[^' ]*)/.exec(cause.message)?.[1];
  const code = "code" in cause ? cause.code : null;
  if (option !== undefined && code === "ERR_PARSE_ARGS_UNKNOWN_OPTION")
    return t("usage.unknown-option", { option });
  if (option !== undefined && code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    if (cause.message.includes("ambiguous")) return t("usage.ambiguous", { option });
    return t(cause.message.includes("missing") ? "usage.no-value" : "usage.value", { option });
  }
  return cause.message.split(/\.\s/)[0] ?? "";
}

/** What an exception says: in the user's language if it is ours, else in its own words. */
export function messageOf({ language, t }: Pick<CommandIo, "language" | "t">, cause: unknown): string {
  if (cause instanceof CommandFailed) return cause.say(t);
  if (cause instanceof Failure) return failureText(language, cause);
  return cause instanceof Error ? cause.message : String(cause);
}

/** The value of a required option. @throws WrongUsage */
export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === "")
    throw new WrongUsage((t) => t("usage.missing", { name: `--${name}` }));
  return value;
}

/**
 * Shows the progress of long work: one line that is redrawn on a terminal, a line every few seconds elsewhere. Work
 * that is done quickly shows nothing.
 * @param what is done, in the user's language
 */
export function progress(io: CommandIo, what: string): (done: number, of: number) => void {
  let shownAt = Date.now();
  let shown = false;
  return (done, of) => {
    const now = Date.now();
    const end = done >= of;
    if (end ? !shown : now - shownAt < (io.terminal ? 100 : 5000)) return;
    shownAt = now;
    shown = true;
    const line = io.t("progress.line", { what, done, of });
    io.err(io.terminal ? `\r${line}${end ? "\n" : ""}` : `${line}\n`);
  };
}
