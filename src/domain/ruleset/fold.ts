/**
 * A text as rules compare it: NFKC, full case folding, NFKC. Case folding is that of Unicode (CaseFolding.txt, C and
 * F), made of the mappings that the language has: lower case first makes "ẞ" the "ß" whose upper case is "SS", upper case
 * gives those one form, and lower case again gives the three sigmas one but for the final one.
 */
export const fold = (text: string): string => (isAscii.test(text) ? text.toLowerCase() : folded(text));

const isAscii = /^[\x00-\x7f]*$/;

const folded = (text: string): string =>
  text.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKC");

/** A text as rules compare it exactly. */
export const composed = (text: string): string => text.normalize("NFC");
