import type { Buffer } from "node:buffer";
import type { MailView } from "../../engine/intake/reader.ts";
import { readBody } from "./body.ts";
import { fileBySource } from "./cid.ts";
import type { Limits } from "./limits.ts";
import { limited, plain } from "./plain-text.ts";
import { escaped, sanitise } from "./sanitise.ts";
import { readStructure } from "./structure.ts";

/**
 * A mail's HTML made safe to show, its own pictures at the given address.
 * @param options pictures: whether those from elsewhere are left in; cid: address with "%s" for the attachment's id
 * @throws Unreadable when the mail breaks a limit
 */
export function viewMail(
  raw: Buffer,
  options: { readonly pictures: boolean; readonly cid: string },
  limits: Limits,
): MailView {
  const body = readBody(readStructure(raw, limits));
  if (!body.rich.some((piece) => piece.html)) return { html: null, remotePictures: false };
  const local = (source: string) => {
    const file = fileBySource(body.files, source);
    if (file === null || !/^image\/(?!svg)/.test(file.type)) return null;
    return options.cid.replace("%s", () => encodeURIComponent(file.id));
  };
  let html = "";
  let remotePictures = false;
  for (const piece of body.rich) {
    if (html.length > limits.text) break;
    if (!piece.html) {
      html += `<div style="white-space:pre-wrap">${escaped(limited(plain(piece).trimEnd(), limits.text))}</div>`;
      continue;
    }
    const clean = sanitise(limited(piece.text(), limits.text), { remote: options.pictures, local });
    html += clean.html;
    remotePictures ||= clean.remotePictures;
  }
  return { html, remotePictures };
}
