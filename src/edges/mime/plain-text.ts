import type { ReplyHints } from "../../domain/mail/index.ts";
import { agreed, mayDisagree } from "./agreement.ts";
import type { Body, TextPart } from "./body.ts";
import { type RenderedHtml, renderHtml } from "./html-to-text.ts";
import type { Limits } from "./limits.ts";
import { plain } from "./plain-part.ts";
import { mayContainMore } from "./quote-marks.ts";
import { isStub } from "./stub.ts";

/** The mail's text, line ends LF, and what its HTML tells about quotations. */
export function readText(body: Body, limits: Limits): { readonly text: string; readonly hints: ReplyHints } {
  const quoteStarts: string[] = [];
  const signatures: string[] = [];
  const add = (more: ReplyHints) => {
    quoteStarts.push(...more.quoteStarts.slice(0, MOST_HINTS - quoteStarts.length));
    signatures.push(...more.signatures.slice(0, MOST_SIGNATURES - signatures.length));
  };
  const texts: string[] = [];
  let room = limits.text;
  const pieces = body.plain.map((piece) => readPiece(piece, limits));
  for (const { text, html } of pieces) {
    if (html !== null) add(html.hints);
    const part = limited(text, room);
    room -= Math.min(room, part.length);
    texts.push(withoutFiller(part).trimEnd());
  }
  if (!pieces.some(({ html }) => html !== null)) {
    const all = texts.join("\n");
    for (const piece of body.rich) {
      if (!piece.html) continue;
      const html = limited(piece.text(), limits.text);
      if (mayContainMore(html, all)) add(renderHtml(html).hints);
    }
  }
  return {
    text: texts.filter((text) => text.trim() !== "").join("\n\n"),
    hints: { quoteStarts, signatures },
  };
}

/** A text, and the HTML whose text it is; null for plain text. */
interface Piece {
  readonly text: string;
  readonly html: RenderedHtml | null;
}

/** A text part as text. A plain text has all that the HTML beside it shows; or that is taken, if it says more. */
function readPiece(piece: TextPart, limits: Limits): Piece {
  if (piece.html) return rendered([piece], limits);
  const text = plain(piece);
  const rich = (piece.rich ?? []).filter((part) => part.html);
  const markup = rich.map((part) => limited(part.text(), limits.text));
  if (rich.length === 0 || !mayDisagree(text, markup)) return { text, html: null };
  const html = rendered(rich, limits);
  if (html.html === null || isStub(text.trim(), html.text)) return html;
  const which = agreed(text, html.html);
  if (which === "html") return html;
  return { text: which === "plain" ? text : which.text, html: null };
}

/** HTML parts as one text. */
function rendered(parts: readonly TextPart[], limits: Limits): Piece {
  const all = parts.map((part) => renderHtml(limited(part.text(), limits.text)));
  const text = all.map((one) => one.text).join("\n\n");
  const hints = {
    quoteStarts: all.flatMap((one) => one.hints.quoteStarts),
    signatures: all.flatMap((one) => one.hints.signatures),
  };
  return { text, html: { text, hints, asides: new Set(all.flatMap((one) => [...one.asides])) } };
}

/**
 * Without runs of characters that nobody sees: senders put them after the words that lists are to show. One alone may
 * join or part letters.
 */
const withoutFiller = (text: string): string =>
  unseen.test(text)
    ? text
        .split("\n")
        .flatMap((line) => (unseen.test(line) ? seen(line) : [line]))
        .join("\n")
    : text;

/** A line without its filler; none if it has nothing else. */
function seen(line: string): string[] {
  const rest = line.replace(filler, " ").trimEnd();
  return onlyUnseen.test(rest) ? [] : [rest];
}

/** A character without width, other than the space. */
const noWidth = "(?:\\u034f|[\\u00ad\\u115f\\u1160\\u180e\\u200b-\\u200f\\u2060-\\u2064\\u3164\\ufeff])";
const unseen = new RegExp(noWidth);
const onlyUnseen = new RegExp(`^(?:[^\\S\\ufeff]|${noWidth})*$`);
const filler = new RegExp(`(?:${noWidth}[^\\S\\n\\ufeff]*){2,}`, "g");

/** What the markup of a mail tells: the most hints, over all its parts. */
const MOST_HINTS = 200;
const MOST_SIGNATURES = 10;

/** At most `length` characters, with a note if something was cut off. */
function limited(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}\n[...]`;
}
