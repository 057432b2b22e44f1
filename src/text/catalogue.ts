/** A catalogue: messages by key, in each language. */
import { compile, type Formatter, type ParamsArgument, type Values } from "./message.ts";

/** The languages with complete texts, by BCP 47 tag. */
export const languages = ["en"] as const;
export type Language = (typeof languages)[number];

/** The language where nobody's is known. */
export const defaultLanguage: Language = "en";

/** Messages of a subject, by key. */
export type Messages = Readonly<Record<string, string>>;
/** The same messages in another language; a test checks that they take the same parameters. */
export type Translation<T extends Messages> = { readonly [K in keyof T]: string };
/** Keys of messages that take no parameter. */
export type PlainKey<T extends Messages> = {
  [K in keyof T & string]: ParamsArgument<T[K]> extends [] ? K : never;
}[keyof T & string];

/** The text of a key with its parameters filled in. A key of a union type takes the parameters of all its members. */
export type Say<T extends Messages> = <K extends keyof T & string>(
  key: K,
  ...params: ParamsArgument<T[K]>
) => string;

/**
 * The texts of a catalogue, by language. A message is compiled at its first use, once per process.
 * @param tables the messages by language, English being the one whose keys and parameters the compiler knows
 */
export function catalogueOf<T extends Messages>(
  tables: {
    readonly [L in Language]: Translation<T>;
  },
): (language: Language) => Say<T> {
  const made = new Map<Language, Say<T>>();
  return (language) => {
    const known = made.get(language);
    if (known) return known;
    const say = sayFrom(language, tables[language]);
    const typed: Say<T> = (key, ...[values]) => say(key, values);
    made.set(language, typed);
    return typed;
  };
}

/** The texts of a table whose keys are only known at run time; throws for an unknown key. */
export function sayFrom(language: string, messages: Messages): (key: string, values?: Values) => string {
  const compiled = new Map<string, Formatter>();
  return (key, values = {}) => {
    let format = compiled.get(key);
    if (!format) {
      const message = Object.hasOwn(messages, key) ? messages[key] : undefined;
      if (message === undefined) throw new Error(`text ${key} not found`);
      format = compile(language, message);
      compiled.set(key, format);
    }
    return format(values);
  };
}
