import { readableLabel } from "../domain/mail/index.ts";
import { spelledOut, unspaced } from "../domain/search/index.ts";

const eachUnspaced = new RegExp(unspaced.source, "gu");

/**
 * Text as the search index takes it: the letters of domain names that are written as "xn--..."; letters whose capitals are several are written as those, and characters of scripts
 * without word spaces stand apart, so that each can be found; a query goes through the same function and becomes a phrase
 * of them.
 */
export function words(text: string): string {
  const spelled = spelledOut(text.replace(/\bxn--[a-z0-9-]+/gi, (label) => readableLabel(label)));
  return unspaced.test(spelled) ? spelled.replace(eachUnspaced, " $& ") : spelled;
}
