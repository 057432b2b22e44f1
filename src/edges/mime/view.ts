import type { Buffer } from "node:buffer";
import type { MailView } from "../../engine/intake/reader.ts";
import { readBody } from "./body.ts";
import { sourceFinder } from "./cid.ts";
import type { Limits } from "./limits.ts";
import { plain } from "./plain-part.ts";
import { escaped, MOST_HTML, type Sanitised, sanitise } from "./sanitise.ts";
import { readStructure } from "./structure.ts";

/**
 * A mail's HTML made safe to show, its own images at the given URL; at most about 4 million characters.
 * @param options pictures: whether remote ones are kept; cid: URL with "%s" for the attachment's id
 * @throws Unreadable if the mail exceeds a limit
 */
export function viewMail(
  raw: Buffer,
  options: { readonly pictures: boolean; readonly cid: string },
  limits: Limits,
): MailView {
  const body = readBody(readStructure(raw, limits), limits);
  if (!body.rich.some((piece) => piece.html)) return { html: null, remotePictures: false, cut: false };
  const fileOf = sourceFinder(body.files);
  const local = (source: string) => {
    const file = fileOf(source);
    if (file === null || !/^image\/(?!svg)/.test(file.type)) return null;
    return options.cid.replace("%s", () => encodeURIComponent(file.id));
  };
  let html = "";
  let remotePictures = false;
  let cut = false;
  let unread = limits.text;
  for (const piece of body.rich) {
    const room = MOST_HTML - html.length;
    if (room <= 0 || unread <= 0) {
      cut = true;
      break;
    }
    const text = piece.html ? piece.text() : plain(piece).trimEnd();
    cut ||= text.length > unread;
    const given = text.slice(0, unread).toWellFormed();
    unread -= given.length;
    const clean = piece.html
      ? sanitise(given, { remote: options.pictures, local }, room)
      : preformatted(given, room);
    html += clean.html;
    remotePictures ||= clean.remotePictures;
    cut ||= clean.cut;
  }
  return { html, remotePictures, cut };
}

function preformatted(text: string, room: number): Sanitised {
  const shown = text.slice(0, Math.ceil(room / LONGEST_ESCAPE)).toWellFormed();
  const html = `<div style="white-space:pre-wrap">${escaped(shown)}</div>`;
  return { html, remotePictures: false, cut: shown.length < text.length };
}

/** The most characters that one character can become: "&quot;". */
const LONGEST_ESCAPE = 6;
