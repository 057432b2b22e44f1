/** Finds the new part of a received text, to fold the rest. */

/** The new part of a text, and the rest: quotation and signature. */
export function splitText(whole: string, reply: string | null): { text: string; quoted: string | null } {
  if (reply === null) return { text: whole.trimEnd(), quoted: null };
  const at = placeOf(reply, whole);
  const rest = at < 0 ? whole : `${whole.slice(0, at)}\n${whole.slice(at + reply.length)}`;
  const quoted = rest.replace(/^\s*\n/, "").trimEnd();
  return { text: reply.trim() === "" ? "" : reply.trimEnd(), quoted: quoted === "" ? null : quoted };
}

/**
 * The position of the new part in a text, at the start of a line; -1 if it is not contiguous. Not by indexOf, which can
 * take the product of both lengths.
 */
function placeOf(reply: string, whole: string): number {
  if (reply === "") return -1;
  let at = 0;
  let compared = 0;
  while (at >= 0 && at + reply.length <= whole.length && compared < MOST_COMPARED) {
    while (whole[at] === " " || whole[at] === "\t") at++;
    if (whole.startsWith(reply, at)) return at;
    compared += reply.length;
    const line = whole.indexOf("\n", at);
    at = line < 0 ? -1 : line + 1;
  }
  return -1;
}

/** The most characters compared to find the new part: four times the longest text. */
const MOST_COMPARED = 16 * 1024 * 1024;
