import { type ParseArgsConfig, parseArgs } from "node:util";
import { distance } from "../../base/distance.ts";
import { Failure } from "../../base/failure.ts";
import { storedFault } from "../../base/fault.ts";
import { wholeNumber } from "../../base/numbers.ts";
import { systemFault } from "../../base/system-fault.ts";
import { type Text, textIn } from "../../text/command-line.ts";
import { failure, failureText, faultRemedy, faultText, type Language } from "../../text/index.ts";

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
 * Reads a command's options and positional arguments. The value of an option may be a negative number.
 * @param mostWords how many positional arguments there may be
 * @throws WrongUsage that names the option or the argument
 */
export function readArgs<const O extends Options>(args: readonly string[], options: O, mostWords = 0) {
  try {
    const parsed = parseArgs({
      args: withNegativeNumbers(args, options),
      options,
      allowPositionals: true,
      strict: true,
    });
    const word = parsed.positionals[mostWords];
    if (word !== undefined) {
      const forUser = "user" in options && !("user" in parsed.values);
      throw new WrongUsage((t) => t(forUser ? "usage.unexpected-user" : "usage.unexpected", { word }));
    }
    return parsed;
  } catch (cause) {
    if (cause instanceof WrongUsage || !(cause instanceof Error && "code" in cause)) throw cause;
    const { code, message } = cause;
    // Its messages quote the option as '--name', '-n' or '-n, --name <value>'.
    const option = /'(?:-\w, )?(-[^' ]*)/.exec(message)?.[1];
    if (option === undefined) throw cause;
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw unknownOption(option, options);
    if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") throw cause;
    const none = isSwitch(option, options);
    throw new WrongUsage((t) => t(none ? "usage.value" : "usage.no-value", { option }));
  }
}

/** Node's parser would take "-5" after an option for another option. */
function withNegativeNumbers(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let n = 0; n < args.length; n++) {
    const [word = "", next = ""] = args.slice(n, n + 2);
    if (word === "--") return [...joined, ...args.slice(n)];
    const named = Object.entries(options).find(
      ([name, { short }]) => word === `--${name}` || word === `-${short ?? name}`,
    );
    const takes = named?.[1].type === "string" && /^-\d/.test(next);
    joined.push(takes ? `--${named[0]}=${next}` : word);
    if (takes) n += 1;
  }
  return joined;
}

const isSwitch = (option: string, options: Options): boolean =>
  options[option.replace(/^--?/, "")]?.type === "boolean";

function unknownOption(option: string, options: Options): WrongUsage {
  const close = Object.keys(options).find((name) => distance(`--${name}`, option) <= 2);
  return new WrongUsage((t) =>
    close === undefined
      ? t("usage.unknown-option", { option })
      : t("usage.misspelt-option", { option, close: `--${close}` }),
  );
}

/**
 * The value of an option that is a whole number.
 * @throws WrongUsage that says the range
 */
export function wholeNumberOption(
  text: string,
  bounds: { readonly option: string; readonly least: number; readonly most: number },
): number {
  const value = wholeNumber(text);
  if (value === null || value < bounds.least || value > bounds.most)
    throw new WrongUsage((t) => t("usage.number", bounds));
  return value;
}

/** What an exception says: in the user's language if it is ours or the system's, else in its own words. */
export function messageOf({ language, t }: Pick<CommandIo, "language" | "t">, cause: unknown): string {
  if (cause instanceof CommandFailed) return cause.say(t);
  if (cause instanceof Failure) return failureText(language, cause);
  const refused = systemFault(cause);
  if (refused !== null) return failureText(language, failure(refused));
  return cause instanceof Error ? cause.message : String(cause);
}

/** Whether a value given on the command line is not valid. */
export const isAboutOption = (cause: unknown): cause is Failure =>
  cause instanceof Failure &&
  cause.fault.code === "request.invalid" &&
  typeof cause.subject === "string" &&
  cause.subject.startsWith("--");

/**
 * Runs a command's work. With --json a failure is a line of JSON on standard output, for scripts and for the process that
 * asked for the work; wrong usage and bugs are thrown on, as everything is without --json.
 * @returns the exit status
 */
export async function withFailureAsJson(
  io: CommandIo,
  json: boolean,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (cause) {
    const fault = cause instanceof Failure ? cause.fault : systemFault(cause);
    if (!json || fault === null || isAboutOption(cause)) throw cause;
    const { code, reason = null, params = {} } = storedFault(fault);
    const subject = cause instanceof Failure ? cause.subject : null;
    const text = faultText(io.language, fault);
    const hint = faultRemedy(io.language, fault);
    io.out(`${JSON.stringify({ ok: false, code, reason, params, subject, text, hint })}\n`);
    return 1;
  }
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
