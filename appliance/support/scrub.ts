/** Removes secrets from a text: keys, passwords and tokens, in the forms that logs and settings use. */
export function scrub(text: string): string {
  return patterns.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}

const GONE = "[removed]";

const patterns: readonly (readonly [RegExp, string])[] = [
  // linear: each try begins at hyphens, and what repeats ends before the next
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, GONE],
  // User names and passwords in URLs.
  [/([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@'"]{1,256}@/gi, `$1${GONE}@`],
  // linear: blanks and what follows them share no character, and what follows is taken
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${GONE}`],
  [
    /(["']?\b[\w.-]{0,40}(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|authorization|cookie|credential)s?["']?\s{0,4}[=:]\s{0,4})("(?:[^"\\]|\\.){0,4096}"|'[^']{0,4096}'|[^\s,;}\]]{1,4096})/gi,
    `$1${GONE}`,
  ],
];
