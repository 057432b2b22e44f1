/** A catalogue: messages by key, in each language. */
import type { Branded } from "../base/ids.ts";
import { compile, type Formatter, type ParamsArgument, type Values } from "./message.ts";
import type { Messages } from "./messages.ts";
import { translated, translations } from "./translations.ts";

type Other = keyof typeof translations;
const isOther = (tag: string): tag is Other => Object.hasOwn(translations, tag);

/** The languages that are shipped, by BCP 47 tag. */
type Shipped = "en" | Other;
const shipped: readonly Shipped[] = ["en", ...Object.keys(translations).filter(isOther)];
/** A language with complete texts, by BCP 47 tag: a shipped one, or one that a test has derived. */
export type Language = Shipped | Branded<string, "Language">;

/** The language where nobody's is known. */
export const defaultLanguage: Language = "en";

/** Derived languages, by tag: how each English message becomes one of them. */
const derived = new Map<string, (message: string) => string>();

/** All languages with texts. */
export const languages = (): readonly Language[] => [...shipped, ...[...derived.keys()].filter(isLanguage)];

const isLanguage = (tag: string): tag is Language =>
  derived.has(tag) || shipped.some((language) => language === tag);

/**
 * Adds a language whose messages are made from the English ones, for tests: by it they see that every text is said in
 * the language that was asked for. Throws if there is one with this tag.
 * @param message turns an English message into one with the same parameters
 */
export function deriveLanguage(tag: string, message: (english: string) => string): Language {
  if (isLanguage(tag)) throw new Error(`there are texts in ${tag} already`);
  derived.set(tag, message);
  if (!isLanguage(tag)) throw new Error(`${tag} was not added`);
  return tag;
}

/**
 * The language of our texts for a BCP 47 tag, where "de-AT" is content with "de"; undefined if there is none.
 * Upper and lower case make no difference (RFC 5646 section 2.1.1).
 */
export function languageOfTag(tag: string): Language | undefined {
  const wanted = tag.toLowerCase();
  return languages().find((language) => wanted === language || wanted.startsWith(`${language}-`));
}

/** The language of our texts for a mailbox's tag; the default language if there are none in its language. */
export const languageFor = (tag: string): Language => languageOfTag(tag) ?? defaultLanguage;

/** Keys of messages that take no parameter. */
export type PlainKey<T extends Messages> = {
  [K in keyof T & string]: ParamsArgument<T[K]> extends [] ? K : never;
}[keyof T & string];

/** The text of a key with its parameters filled in. A key of a union type takes the parameters of all its members. */
export type Say<T extends Messages> = <K extends keyof T & string>(
  key: K,
  ...params: ParamsArgument<T[K]>
) => string;
/** The same where keys are only known at run time; throws for an unknown key. */
export type SayAny = (key: string, values?: Values) => string;

/**
 * The texts of a catalogue, by language. A message is compiled at its first use, once per process.
 * @param english its messages in English, whose keys and parameters the compiler knows
 */
export function catalogueOf<T extends Messages>(english: T): (language: Language) => Say<T> {
  const sayer = sayersOf(english);
  return perLanguage((language): Say<T> => {
    const say = sayer(language);
    return (key, ...[values]) => say(key, values);
  });
}

/** The same for keys that are only known at run time. */
export function sayersOf(english: Messages): (language: Language) => SayAny {
  const messages = messagesOf(english);
  return perLanguage((language) => sayFrom(language, messages(language)));
}

/** The messages of a catalogue, by language. */
export function messagesOf(english: Messages): (language: Language) => Messages {
  return perLanguage((language) => {
    if (language === "en") return english;
    return isOther(language) ? translated(language, english) : derivedFrom(english, language);
  });
}

/** The texts of a table whose keys are only known at run time; throws for an unknown key. */
export function sayFrom(language: string, messages: Messages): SayAny {
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

/** Makes something once per language. */
function perLanguage<V>(make: (language: Language) => V): (language: Language) => V {
  const made = new Map<Language, V>();
  return (language) => {
    const known = made.get(language);
    if (known !== undefined) return known;
    const first = make(language);
    made.set(language, first);
    return first;
  };
}

function derivedFrom(english: Messages, language: Language): Messages {
  const translate = derived.get(language);
  if (!translate) throw new Error(`there are no texts in ${language}`);
  return Object.fromEntries(Object.entries(english).map(([key, message]) => [key, translate(message)]));
}
