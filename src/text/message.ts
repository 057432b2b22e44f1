/**
 * One message: a text in MessageFormat 2 (Unicode LDML 48, part 9) whose parameters the compiler knows.
 *
 * `{$name}` takes a string, or a number that is written as it is (ports, ticket numbers); `{$n :integer}` takes a number that
 * is written in the language's way (12,345) and that `.match` can choose by:
 * `.input {$n :integer} .match $n one {{{$n} message}} * {{{$n} messages}}`
 * `{#page to=CODE}words{/page}` makes the words a link to one of our pages, where there can be one.
 * `{$n :bytes}` writes a number of bytes (1.5 GB), `{$n :duration}` milliseconds, roughly (3 hours).
 * `{$text :small}` begins a sentence small, where it goes on after another in a language that writes it so.
 */
import { isVariableRef, MessageFormat, type Model, parseMessage } from "messageformat";
import type { MessageFunction } from "messageformat/functions";

/** The value of a parameter. */
export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;

/** The content of each parameter's braces: "name", or "n :integer". */
type Placeholders<S extends string> = S extends `${string}{$${infer Inside}}${infer Rest}`
  ? Inside | Placeholders<Rest>
  : never;
type NameOf<P> = P extends `${infer Name} ${string}` ? Name : P;
type Counted<P> = P extends `${infer Name} :${FunctionName}${string}` ? Name : never;
/** The parameters of a message by name; for several messages, of all of them. */
export type Params<S extends string> = {
  readonly [N in NameOf<Placeholders<S>> & string]: N extends Counted<Placeholders<S>> ? number : Value;
};
/** Nothing for a message without parameters, else an object with exactly these. */
export type ParamsArgument<S extends string> = [Placeholders<S>] extends [never] ? [] : [params: Params<S>];

/** A compiled message: returns its text with the parameters filled in. Throws if one is missing, which is a bug. */
export type Formatter = (values: Values) => string;

/**
 * Compiles a message; throws a MessageError for one that is not valid. No code is generated, and the result is plain
 * text without bidirectional isolates: pages use elements for that.
 */
export function compile(language: string, message: string): Formatter {
  // A simple message without places and escapes is its own text.
  if (!/^\.|[{}\\]/.test(message)) return () => message;
  const data = parseMessage(message);
  if (data.type === "message" && data.declarations.length === 0) {
    const parts = data.pattern.map(partOf);
    // Nearly all texts: putting them together by hand takes a tenth of the library's time.
    if (parts.every((part) => part !== null)) return (values) => parts.map((part) => part(values)).join("");
  }
  const counted = new Set(data.declarations.flatMap(({ type, name }) => (type === "input" ? [name] : [])));
  const format = new MessageFormat(language, data, {
    bidiIsolation: "none",
    functions: functionsOf(language),
  });
  return (values) => {
    const shown = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" && !counted.has(name) ? String(value) : value,
    ]);
    return format.format(Object.fromEntries(shown), (error) => {
      throw error;
    });
  };
}

/** A piece of text, or a place that is filled with its value as it is; null for anything else. */
function partOf(part: Model.Pattern[number]): Formatter | null {
  if (typeof part === "string") return () => part;
  if (part.type !== "expression" || part.functionRef || !isVariableRef(part.arg)) return null;
  const { name } = part.arg;
  return (values) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`the text lacks a value for $${name}`);
    return String(value);
  };
}

/** A piece of a message: its text, and the code of the page that it links to; null for none. */
export interface Piece {
  readonly text: string;
  readonly page: string | null;
}

/**
 * Compiles a message with links, `{#page to=CODE}Settings, People{/page}`: returns its pieces with the parameters filled
 * in. `compile` leaves out the markup, and keeps the words.
 */
export function compilePieces(language: string, message: string): (values: Values) => readonly Piece[] {
  const format = new MessageFormat(language, message, {
    bidiIsolation: "none",
    functions: functionsOf(language),
  });
  return (values) => {
    const shown = Object.entries(values).map(([name, value]) => [name, String(value)]);
    const parts = format.formatToParts(Object.fromEntries(shown), (error) => {
      throw error;
    });
    const pieces: Piece[] = [];
    let page: string | null = null;
    for (const part of parts) {
      if (part.type === "markup" && "kind" in part)
        page = part.kind === "open" ? String(part.options?.to ?? "") : null;
      else if ("value" in part) pieces.push({ text: String(part.value), page });
    }
    return pieces;
  };
}

type FunctionName = "integer" | "bytes" | "duration";
type Functions = Record<FunctionName, MessageFunction<"number">> & {
  readonly small: MessageFunction<"string">;
};
const functions = new Map<string, Functions>();

/**
 * The library's own `:integer` makes a number format and plural rules at each call, which costs more than all the rest.
 * These are made when a message first needs them: most programs say little.
 */
function functionsOf(language: string): Functions {
  const known = functions.get(language);
  if (known) return known;
  let formats: { readonly written: Intl.NumberFormat; readonly plural: Intl.PluralRules } | null = null;
  const formatsOf = () => {
    formats ??= {
      written: new Intl.NumberFormat(language, { maximumFractionDigits: 0 }),
      plural: new Intl.PluralRules(language),
    };
    return formats;
  };
  const writtenBy =
    (write: (n: number) => string): MessageFunction<"number"> =>
    (_context: unknown, _options: unknown, input: unknown) => {
      const n = Number(input);
      return {
        type: "number" as const,
        selectKey: (keys: Set<string>) =>
          [String(n), formatsOf().plural.select(n)].find((key) => keys.has(key)) ?? null,
        toString: () => write(n),
        valueOf: () => n,
      };
    };
  const made = {
    integer: writtenBy((n) => formatsOf().written.format(n)),
    bytes: writtenBy((n) => bytesIn(language, n)),
    duration: writtenBy((n) => durationIn(language, n)),
    small: (_context: unknown, _options: unknown, input: unknown) => ({
      type: "string" as const,
      toString: () => begunSmall(language, String(input)),
    }),
  };
  functions.set(language, made);
  return made;
}

const begunSmall = (language: string, text: string): string =>
  text.charAt(0).toLocaleLowerCase(language) + text.slice(1);

const sizes = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A number of bytes: "268.4 MB". */
function bytesIn(language: string, bytes: number): string {
  const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const digits = power === 0 ? 0 : 1;
  const format = new Intl.NumberFormat(language, {
    ...{ style: "unit", unit: sizes[power], unitDisplay: power === 0 ? "long" : "short" },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  });
  return format.format(bytes / 1000 ** power);
}

/** Milliseconds, roughly: "90 minutes", "3 hours", "12 days". */
function durationIn(language: string, milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const hours = Math.round(minutes / 60);
  const [n, unit] =
    minutes < 120
      ? ([minutes, "minute"] as const)
      : hours < 48
        ? ([hours, "hour"] as const)
        : ([Math.round(hours / 24), "day"] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(n);
}
