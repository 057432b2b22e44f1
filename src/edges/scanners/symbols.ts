/** The most names of rules kept of a mail. */
const MOST = 100;

/** The names of rules as received, without invalid ones. */
export const symbolsOf = (names: readonly string[]): readonly string[] =>
  names
    .map((name) => name.trim())
    .filter((name) => /^[\w.:-]{1,100}$/.test(name))
    .slice(0, MOST);
