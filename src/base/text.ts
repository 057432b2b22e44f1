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
