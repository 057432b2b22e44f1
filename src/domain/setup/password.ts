/**
 * How easily a password is guessed, as far as one can tell: "short" is refused, "easy" is what guessers try first,
 * "fair" and "good" are accepted.
 * @param words what others know about the person: names, addresses; worth nothing in a password
 */
export function passwordEase(password: string, words: readonly string[]): "short" | "easy" | "fair" | "good" {
  const characters = [...password];
  if (characters.length < 10) return "short";
  let plain = password.toLowerCase();
  for (const word of [...words.flatMap(pieces), ...known]) plain = plain.replaceAll(word, "");
  const left = withoutRuns(plain);
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  if (left < 7 || new Set(plain).size < 5) return "easy";
  return left >= 16 || (left >= 12 && kinds >= 3) ? "good" : "fair";
}

/** The most common passwords and their parts. */
const known = [
  ...["password", "passwort", "passwd", "mailmanager", "helpdesk", "support", "welcome", "letmein", "qwerty"],
  ...["qwertz", "asdfgh", "administrator", "admin", "changeme", "secret", "iloveyou", "monkey", "dragon"],
  ...["football", "summer", "winter", "spring", "autumn"],
];

/** Names and addresses, in the pieces that people use in passwords. */
const pieces = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((piece) => piece.length >= 3);

/** The number of characters that differ from the previous one and its neighbours: "aaaa" and "1234" count once. */
function withoutRuns(text: string): number {
  let count = 0;
  let before = Number.NaN;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (Number.isNaN(before) || Math.abs(code - before) > 1) count += 1;
    before = code;
  }
  return count;
}
