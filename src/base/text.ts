/**
 * Trims text at its ends in linear time. An expression such as /x+$/ starts again at each place of a run of x that
 * does not reach the end, so its time grows with the square of the run.
 */

/** Without the characters at the end that `these` matches. @param these matches one character, without flag g or y */
export function withoutEnd(text: string, these: RegExp): string {
  let end = text.length;
  while (end > 0 && these.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Without the characters at the start that `these` matches. @param these matches one character, without flag g or y */
export function withoutStart(text: string, these: RegExp): string {
  let start = 0;
  while (start < text.length && these.test(text.charAt(start))) start++;
  return text.slice(start);
}

/** The text before the first character that `these` matches; all of it if there is none. */
export function before(text: string, these: RegExp): string {
  const at = text.search(these);
  return at === -1 ? text : text.slice(0, at);
}

/** The most characters of another program's words that are read, and kept. */
const [READ, KEPT] = [5000, 500];

/** What another program said, for people: in one line, without control characters, at most 500 characters of it. */
export const oneLine = (text: string): string =>
  text
    .slice(0, READ)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, KEPT)
    .toWellFormed();
