/** Scripts that are written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const eachUnspaced = new RegExp(unspaced.source, "gu");

/**
 * Text as the search index takes it: characters of scripts without word spaces stand apart, so that each can be found;
 * a query goes through the same function and becomes a phrase of them.
 */
export function words(text: string): string {
  return unspaced.test(text) ? text.replace(eachUnspaced, " $& ") : text;
}
