import { spelledOut, unspaced } from "../domain/ticket/index.ts";

const eachUnspaced = new RegExp(unspaced.source, "gu");

/**
 * Text as the search index takes it: letters whose capitals are several are written as those, and characters of scripts
 * without word spaces stand apart, so that each can be found; a query goes through the same function and becomes a phrase
 * of them.
 */
export function words(text: string): string {
  const spelled = spelledOut(text);
  return unspaced.test(spelled) ? spelled.replace(eachUnspaced, " $& ") : spelled;
}
