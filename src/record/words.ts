import { unspaced } from "../domain/ticket/index.ts";

const eachUnspaced = new RegExp(unspaced.source, "gu");

/**
 * Text as the search index takes it: characters of scripts without word spaces stand apart, so that each can be found;
 * a query goes through the same function and becomes a phrase of them.
 */
export function words(text: string): string {
  return unspaced.test(text) ? text.replace(eachUnspaced, " $& ") : text;
}
