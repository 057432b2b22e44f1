/** Lists within a text. */

/** What sets items apart, by the script of the language (Unicode CLDR, list patterns); elsewhere a comma and a space. */
const separators: Readonly<Record<string, string>> = { Arab: "، ", Jpan: "、", Hans: "、", Hant: "、" };

/**
 * Items as the language sets them apart in a list of data: "a, b, c". They are values, not parts of a sentence, so no word
 * such as "and" joins them.
 * @param language a BCP 47 tag
 */
export function listText(language: string, items: readonly string[]): string {
  return items.join(separators[new Intl.Locale(language).maximize().script ?? ""] ?? ", ");
}
