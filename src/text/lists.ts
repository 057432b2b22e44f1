/** Lists within a text. */

const formats = new Map<string, Intl.ListFormat>();

/**
 * Items as the language sets them apart in a list of data: "a, b, c". They are values, not parts of a sentence.
 * @param language a BCP 47 tag
 */
export function listText(language: string, items: readonly string[]): string {
  const known = formats.get(language);
  const format = known ?? new Intl.ListFormat(language, { type: "unit", style: "short" });
  if (!known) formats.set(language, format);
  return format.format(items);
}
