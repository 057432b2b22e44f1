/**
 * How much of outside content a page shows. Names, subjects and lists may be as long as a mail's header allows, and a
 * text has up to four million characters: pages show a useful part, and say what is left out.
 */
import { escapedLength, withLinks } from "./parts/links.ts";

/** Characters of a message that are shown within its conversation. */
export const MOST_TEXT = 50_000;
/** Characters of a message on a page of its own. */
const PIECE = 100_000;
/** Bytes of HTML for a conversation on its page. */
export const MOST_CONVERSATION = 1_200_000;
/**
 * Of each message: addresses, attachments, results of its delivery, in its conversation and where many messages are
 * listed; of a ticket: tags.
 */
export const most = { addresses: 20, files: 50, results: 40, listed: 8, tags: 30 } as const;

/** The beginning of a text on one line, with "…" if it continues. */
export function short(text: string, length = 200): string {
  return text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .trimEnd()}…`;
}

/** The most lines of a message in its conversation. */
const MOST_LINES = 1_000;

/** Whether a text is so long that it is shown in a box of its own that scrolls, so that what follows stays in reach. */
export const isLong = (text: string): boolean => text.length > 8_000 || endOfLine(text, 150) < text.length;

/** The position at the end of a line, counted from 1; the end of the text if it has fewer. */
function endOfLine(text: string, line: number): number {
  let at = -1;
  for (let n = 0; n < line; n++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

/** The first `length` characters and a thousand lines at most, cut at the end of a line if one is near, and never within a character. */
export function beginning(whole: string, length: number): string {
  const text = whole.slice(0, endOfLine(whole, MOST_LINES));
  if (text.length <= length) return text;
  const line = text.lastIndexOf("\n", length);
  return line > length - NEAR && line > 0 ? text.slice(0, line) : text.slice(0, wholeAt(text, length));
}

const NEAR = 500;

/** The number of pages that a text fills: at least one. */
export const piecesOf = (text: string): number => Math.max(1, Math.ceil(text.length / PIECE));

/** One of these pages, counted from 1; together they are the text. */
export const pieceOf = (text: string, piece: number): string =>
  text.slice(wholeAt(text, (piece - 1) * PIECE), wholeAt(text, piece * PIECE));

/** The position, or the one before it if it is in the middle of a character. */
const wholeAt = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at);

/** Bytes of HTML for a text, including its links. */
export function proseSize(text: string): number {
  return withLinks(text).reduce(
    (sum, { text, href }) => sum + escapedLength(text) + (href === null ? 0 : escapedLength(href) + LINK),
    0,
  );
}

/** Bytes of a link's markup around address and text. */
const LINK = 80;
