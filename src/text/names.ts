import type { Language } from "./catalogue.ts";

/** A language's name in itself, as people look for it in a list: "Deutsch", "日本語". */
export function languageName(language: Language): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** The scripts that are written from right to left, of those that languages here are written in (Unicode, UAX 9). */
const rightToLeft = new Set(["Arab", "Hebr"]);

/** The direction that a language is written in. */
export const directionOf = (language: Language): "ltr" | "rtl" =>
  rightToLeft.has(new Intl.Locale(language).maximize().script ?? "") ? "rtl" : "ltr";
