import type { ReplyHints } from "../../domain/mail/reply.ts";
import type { Body, TextPart } from "./body.ts";
import { unflow } from "./flowed.ts";
import { renderHtml } from "./html-to-text.ts";
import type { Limits } from "./limits.ts";
import { mayContainMore } from "./quote-marks.ts";

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
  for (const piece of body.plain) {
    let text = piece.html ? "" : plain(piece);
    if (piece.html) {
      const rendered = renderHtml(limited(piece.text(), limits.text));
      add(rendered.hints);
      text = rendered.text;
    }
    text = limited(text, room);
    room -= Math.min(room, text.length);
    texts.push(text.trimEnd());
  }
  if (!body.plain.some((piece) => piece.html)) {
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
