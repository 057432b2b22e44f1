/**
 * One message: a text in MessageFormat 2 (Unicode LDML 48, part 9) whose parameters the compiler knows.
 *
 * `{$name}` takes a string, or a number that is written as it is (ports, ticket numbers); `{$n :integer}` takes a number that
 * is written in the language's way (12,345) and that `.match` can choose by:
 * `.input {$n :integer} .match $n one {{{$n} message}} * {{{$n} messages}}`
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
type Counted<P> = P extends `${infer Name} :${"integer" | "number"}${string}` ? Name : never;
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

type Functions = Record<"integer", MessageFunction<"number">>;
const functions = new Map<string, Functions>();

/**
 * The library's own `:integer` creates a number format and plural rules at each call, which costs more than everything
 * else.
 */
function functionsOf(language: string): Functions {
  const known = functions.get(language);
  if (known) return known;
  const written = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const plural = new Intl.PluralRules(language);
  const made = {
    integer: (_context: unknown, _options: unknown, input: unknown) => {
      const n = Number(input);
      return {
        type: "number" as const,
        selectKey: (keys: Set<string>) => [String(n), plural.select(n)].find((key) => keys.has(key)) ?? null,
        toString: () => written.format(n),
        valueOf: () => n,
      };
    },
  };
  functions.set(language, made);
  return made;
}
