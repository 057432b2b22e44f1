import { type ParseArgsConfig, parseArgs } from "node:util";

/** A command line that cannot be understood. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}

/** Where a command writes; a parameter so that tests can read it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Whether `err` is a terminal: progress is redrawn on one line there, and written as separate lines elsewhere. */
  readonly terminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  /** The words after "mailmanager", such as "token create". */
  readonly name: string;
  readonly summary: string;
  /** How to call it, without the program's name. */
  readonly usage: string;
  /** Details beyond the usage: options, output, examples. */
  readonly help: string;
  /** @returns the exit status. @throws Failure or WrongUsage with one clear line */
  run(args: readonly string[], io: Io): number | Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's options and positional arguments.
 * @throws WrongUsage with a message of our own
 */
export function readArgs<const O extends Options>(args: readonly string[], options: O, mostWords = 0) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const extra = parsed.positionals[mostWords];
    if (extra !== undefined) throw new WrongUsage(`unexpected argument "${extra}"`);
    return parsed;
  } catch (cause) {
    if (cause instanceof WrongUsage || !(cause instanceof Error)) throw cause;
    const option = /'(-[^' ]*)/.exec(cause.message)?.[1];
    const unknown = "code" in cause && cause.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION";
    throw new WrongUsage(
      unknown && option ? `unknown option ${option}` : (cause.message.split(/\.\s/)[0] ?? ""),
    );
  }
}

/** The value of a required option. @throws WrongUsage */
export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new WrongUsage(`--${name} is missing`);
  return value;
}

/**
 * Shows the progress of long work: one line that is redrawn on a terminal, a line every few seconds elsewhere. Work
 * that is done quickly shows nothing.
 */
export function progress(io: Io, what: string): (done: number, of: number) => void {
  let shownAt = Date.now();
  let shown = false;
  return (done, of) => {
    const now = Date.now();
    const end = done >= of;
    if (end ? !shown : now - shownAt < (io.terminal ? 100 : 5000)) return;
    shownAt = now;
    shown = true;
    const line = `${what}: ${done} of ${of}`;
    io.err(io.terminal ? `\r${line}${end ? "\n" : ""}` : `${line}\n`);
  };
}
