import { defaultLanguage, type Language, languageOfTag } from "./catalogue.ts";

/** The most characters of the header that are read, and of languages in it. */
const [MOST, LANGUAGES] = [1000, 50];

/**
 * The language of an HTTP request: the most wanted one of its Accept-Language (RFC 9110 section 12.5.4) that has a
 * catalogue, where "de-AT" is content with "de". The default language if it wants none of them.
 */
export function acceptedLanguage(header: string | null | undefined): Language {
  if (!header) return defaultLanguage;
  const ranges = header.slice(0, MOST).split(",", LANGUAGES);
  const wanted = ranges
    .map((range) => {
      const [tag = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((one) => one.startsWith("q="))?.slice(2);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const found = languageOfTag(tag);
    if (found) return found;
  }
  return defaultLanguage;
}
