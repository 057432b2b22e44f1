/** How words are compared. */

/** Scripts without spaces between words: each of their characters is searched as a word. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const eachWord = new RegExp(`${unspaced.source}|[\\p{L}\\p{N}]+`, "gu");

/** The number of words that are looked up for a text. */
export const wordsIn = (text: string): number => text.match(eachWord)?.length ?? 0;

/** Whether a text has something that messages can be found by: a letter or a digit. */
export const isFindable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Letters that are not a plain letter with an accent, and yet are typed as plain letters where a keyboard lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  "\u1e9e": "SS",
  ...{
    \u00e6: "ae",
    \u00c6: "AE",
    \u0153: "oe",
    \u0152: "OE",
    \u00f8: "o",
    \u00d8: "O",
    \u0142: "l",
    \u0141: "L",
  },
  ...{
    \u0111: "d",
    \u0110: "D",
    \u00f0: "d",
    \u00d0: "D",
    \u00fe: "th",
    \u00de: "TH",
    \u0127: "h",
    \u0126: "H",
    \u0131: "i",
  },
};
const spelledLetters =
  /[\u00df\u1e9e\ufb00-\ufb06\u00e6\u00c6\u0153\u0152\u00f8\u00d8\u0142\u0141\u0111\u0110\u00f0\u00d0\u00fe\u00de\u0127\u0126\u0131]/gu;

/**
 * Text with letters whose capitals are several written as those: "Stra\u00dfe" as "StraSSe", so that it is found by STRASSE; the
 * ligatures of printed text likewise (Unicode, SpecialCasing); and letters such as \u0142 and \u00f8 as plain ones. Accents are
 * removed by the index itself.
 */
export const spelledOut = (text: string): string =>
  text.replace(spelledLetters, (letter) => plainLetters[letter] ?? letter.toUpperCase());
