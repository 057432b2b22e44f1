/** Replies written between the lines that they quote, and marks of such lines other than ">". */

/**
 * The initials with which some mailers mark quoted lines ("SD> text"), of those that mark at least two lines. The
 * prompts of command lines look alike.
 */
export function quotingInitials(lines: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const initials = initialsOf(line);
    if (initials !== null) counts.set(initials, (counts.get(initials) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= 2).map(([initials]) => initials));
}

const initialsOf = (line: string): string | null => {
  const initials = /^ {0,3}(\p{Lu}{1,2}\p{L}?)>+ \S/u.exec(line)?.[1] ?? null;
  return initials === null || prompts.has(initials) ? null : initials;
};
const prompts = new Set("A B C D E F SQL PS OS DOS CMD CLI FTP DB SYS CPU".split(" "));

/** Whether a line is marked with one of these initials. */
export const hasInitials = (line: string, known: ReadonlySet<string>): boolean => {
  if (known.size === 0) return false;
  const initials = /^ {0,3}(\p{Lu}{1,2}\p{L}?)>/u.exec(line)?.[1];
  return initials !== undefined && known.has(initials);
};

/**
 * Whether a reply says that its answers stand within what it quotes: that then stays, since nothing marks them.
 * @param kept the lines above the quotation
 */
export const answersBelow = (kept: readonly string[]): boolean =>
  within.test(kept.slice(-40).join(" ").slice(-2_000).replace(/\s+/g, " "));

// bounded: at most 2,000 characters, cut by answersBelow
const within = new RegExp(
  [
    "(?<!\\p{L})(?:answers?|comments?|replies|responses?|remarks?)(?: \\p{L}+){0,2} (?:in ?line|below|in (?:red|blue|green|bold|colou?r|the text))(?!\\p{L})",
    "(?<!\\p{L})(?:antworten?|anmerkungen|kommentare)(?: \\p{L}+){0,2} (?:unten|in ?line|in (?:rot|blau|grün|fett)|rot|blau|(?:unten )?im text)(?!\\p{L})",
    "(?<!\\p{L})(?:réponses?|commentaires?)(?: \\p{L}+){0,2} (?:en (?:rouge|bleu|vert|gras)|ci-dessous|dans le texte)(?!\\p{L})",
    "(?<!\\p{L})(?:respuestas?|comentarios?)(?: \\p{L}+){0,2} (?:abajo|debajo|en (?:rojo|azul|verde|el texto))(?!\\p{L})",
    "(?<!\\p{L})(?:rispost[ae]|commenti)(?: \\p{L}+){0,2} (?:sotto|in (?:rosso|blu|verde)|nel testo)(?!\\p{L})",
    "(?<!\\p{L})(?:antwoord(?:en)?|opmerkingen)(?: \\p{L}+){0,2} (?:hieronder|in (?:het )?(?:rood|blauw|groen|de tekst))(?!\\p{L})",
  ].join("|"),
  "iu",
);
