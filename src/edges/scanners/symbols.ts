/** So many names of rules are kept of a mail. */
const MOST = 100;

/** Names of rules as they came, without what is no name. */
export const symbolsOf = (names: readonly string[]): readonly string[] =>
  names
    .map((name) => name.trim())
    .filter((name) => /^[\w.:-]{1,100}$/.test(name))
    .slice(0, MOST);
