/** The texts in other languages than English, made when they are first wanted: most programs speak one or two. */
import { english, type Translated } from "./en/index.ts";
import { french } from "./fr/index.ts";
import type { Messages } from "./messages.ts";

/** The languages other than English, by BCP 47 tag. */
export const translations = {
  fr: french,
} as const satisfies Readonly<Record<string, () => Translated>>;

const all: Readonly<Record<string, () => Readonly<Record<string, Messages>>>> = translations;

/** Messages in other languages by tag, and by key and English message: catalogues may have the same key. */
const known = new Map<string, ReadonlyMap<string, string>>();

const both = (key: string, message: string): string => `${key}\n${message}`;

/**
 * English messages in another language.
 * @param language a tag of `translations`
 * @returns the same keys with their translations; throws if there is none of a key, which is a bug
 */
export function translated(language: string, messages: Messages): Messages {
  let texts = known.get(language);
  if (!texts) {
    texts = textsOf(all[language]?.() ?? {});
    known.set(language, texts);
  }
  const found: Record<string, string> = {};
  for (const [key, message] of Object.entries(messages)) {
    const text = texts.get(both(key, message));
    if (text === undefined) throw new Error(`text ${key} not found in ${language}`);
    found[key] = text;
  }
  return found;
}

function textsOf(files: Readonly<Record<string, Messages>>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [file, messages] of Object.entries<Messages>(english)) {
    for (const [key, message] of Object.entries(messages)) {
      const text = files[file]?.[key];
      if (text !== undefined) texts.set(both(key, message), text);
    }
  }
  return texts;
}
