import type { ReplyHints } from "../../domain/mail/index.ts";
import type { Body, TextPart } from "./body.ts";
import { unflow } from "./flowed.ts";
import { renderHtml } from "./html-to-text.ts";
import type { Limits } from "./limits.ts";
import { mayContainMore } from "./quote-marks.ts";
import { isStub, mayBeStub } from "./stub.ts";

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
  const pieces = body.plain.flatMap((piece) => withoutStub(piece, limits));
  for (const piece of pieces) {
    let text = piece.html ? "" : plain(piece);
    if (piece.html) {
      const rendered = renderHtml(limited(piece.text(), limits.text));
      add(rendered.hints);
      text = rendered.text;
    }
    text = limited(text, room);
    room -= Math.min(room, text.length);
    texts.push(withoutFiller(text).trimEnd());
  }
  if (!pieces.some((piece) => piece.html)) {
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

/** A plain text, or the HTML that it only stands in for. */
function withoutStub(piece: TextPart, limits: Limits): readonly TextPart[] {
  const { rich = [] } = piece;
  const text = piece.html ? "" : plain(piece).trim();
  const markup = rich.filter((part) => part.html).map((part) => limited(part.text(), limits.text));
  if (markup.length === 0 || !mayBeStub(text, markup.join("\n"))) return [piece];
  const html = markup.map((one) => renderHtml(one).text).join("\n");
  return isStub(text, html) ? rich : [piece];
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

/** A text part with line ends LF and format=flowed (RFC 3676) undone. */
export function plain(part: TextPart): string {
  const text = part.text().replace(/\r\n?/g, "\n");
  if (part.parameters.get("format")?.toLowerCase() !== "flowed") return text;
  return unflow(text, part.parameters.get("delsp")?.toLowerCase() === "yes");
}

/** At most `length` characters, with a note if something was cut off. */
function limited(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}\n[...]`;
}
