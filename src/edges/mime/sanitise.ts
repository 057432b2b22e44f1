import { cleanDeclarations, cleanSheet, LONGEST_SHEET, mayHide } from "./css.ts";
import {
  attributesOf,
  droppedWithContent,
  endsForeign,
  foreign,
  kept,
  renamed,
  voidElements,
} from "./html-allowed.ts";
import { parseHtml } from "./html-parser.ts";
import type { Attributes } from "./quote-marks.ts";
import { isApplied } from "./sheets.ts";
import { Hiding, type Visibility } from "./visibility.ts";

/** What the sanitiser keeps, besides markup. */
export interface Pictures {
  /** Whether remote images (http, https) are kept. */
  readonly remote: boolean;
  /** The URL of an image within the mail for an img's src, or null if the mail has none with that name. */
  readonly local: (source: string) => string | null;
}

export interface Sanitised {
  readonly html: string;
  /** Whether remote images were removed. */
  readonly remotePictures: boolean;
  /** Whether it was too long and has been cut off. */
  readonly cut: boolean;
}

/** The most characters of sanitised HTML, or slightly more to close open elements. */
export const MOST_HTML = 4 * 1024 * 1024;
/** Characters of text written between two checks of the length. */
const PIECE = 4_096;
/** The most elements: browsers take long to lay out more. */
const MOST_ELEMENTS = 100_000;

/**
 * Makes hostile HTML harmless. The input is parsed, and only elements, attributes and values on the
 * list are written out again, balanced and escaped. The output therefore has a grammar so small that browsers
 * cannot interpret it in another way: no script, style only as plain declarations, no frames, forms, SVG or MathML,
 * nothing that loads except the allowed images. Linear in the input, and limited in its output.
 * @param room the most characters of output; default MOST_HTML
 */
export function sanitise(html: string, pictures: Pictures, room = MOST_HTML): Sanitised {
  let out = "";
  let elements = 0;
  let cut = false;
  let sheet = "";
  let remotePictures = false;
  let dropping = 0;
  let inForeign = false;
  let inStyle = false;
  /** The closing tag for each element the parser has open; "" if nothing was written, DROPPED if its content is not. */
  const open: string[] = [];
  let written = 0;
  const hiding = new Hiding(html);

  const image = (attributes: Attributes): string => {
    const source = (attributes.src ?? "").trim();
    const local = pictures.local(source);
    if (local !== null) return ` src="${escaped(local)}"`;
    if (/^data:image\/(?:png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]*$/i.test(source)) {
      return ` src="${source.replace(/\s+/g, "")}"`;
    }
    const remote = address(source.startsWith("//") ? `https:${source}` : source, /^https?:\/\//i);
    if (remote === null) return "";
    if (!pictures.remote) {
      remotePictures = true;
      return "";
    }
    return ` src="${escaped(remote)}" referrerpolicy="no-referrer" loading="lazy"`;
  };

  const handlers = {
    onopentag(original: string, attributes: Attributes) {
      const name = renamed.get(original) ?? original;
      if (inForeign && endsForeign.has(original)) {
        dropping = 0;
        inForeign = false;
      }
      const visible = hiding.open(original, attributes);
      if (dropping > 0 || visible.hidden || droppedWithContent.has(name)) {
        dropping++;
        if (dropping === 1) inForeign = foreign.has(name);
        inStyle = name === "style" && dropping === 1 && isApplied(attributes);
        open.push(DROPPED);
        return;
      }
      const says = shownBy(visible);
      if (cut || (!kept.has(name) && says === "") || written >= DEEPEST) {
        open.push("");
        return;
      }
      // What is not kept, but says whether the letters in it are shown, is a span.
      const element = kept.has(name) ? name : "span";
      let tag = `<${element}`;
      if (name === "a") tag += link(attributes.href ?? "");
      if (name === "img") tag += image(attributes);
      const own = cleanDeclarations(attributes.style ?? "", (property, value) => !mayHide(property, value));
      const style = [own, says].filter((one) => one !== "").join(";");
      if (style !== "") tag += ` style="${escaped(style)}"`;
      for (const [attribute, value] of attributesOf(name, attributes))
        tag += ` ${attribute}="${escaped(value)}"`;
      elements += 1;
      if (out.length + tag.length >= room || elements > MOST_ELEMENTS) {
        cut = true;
        open.push("");
        return;
      }
      out += `${tag}>`;
      if (voidElements.has(element)) open.push("");
      else {
        open.push(`</${element}>`);
        written++;
      }
    },
    onclosetag() {
      hiding.close();
      const closing = open.pop();
      if (dropping > 0 && closing === DROPPED) {
        dropping--;
        inForeign &&= dropping > 0;
        inStyle = false;
      } else if (closing !== undefined && closing !== "" && closing !== DROPPED) {
        out += closing;
        written--;
      }
    },
    ontext(text: string) {
      if (inStyle) {
        if (sheet.length < LONGEST_SHEET) sheet += text;
      } else if (dropping === 0 && !cut) {
        for (let at = 0; at < text.length && !cut; at += PIECE) {
          out += escaped(text.slice(at, at + PIECE));
          cut = out.length >= room;
        }
      }
    },
  };
  parseHtml(html, handlers, () => cut);
  const style = cleanSheet(sheet);
  return { html: style === "" ? out : `<style>${style}</style>${out}`, remotePictures, cut };
}

/** Text for an HTML text node or a double-quoted attribute. */
export function escaped(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}

/** Declarations that say whether the letters in an element are shown, where it is not hidden as a whole. */
const shownBy = ({ sizeless, unseen }: Visibility): string =>
  [
    ...(sizeless === true ? ["font-size:0"] : []),
    ...(unseen === null ? [] : [`visibility:${unseen ? "hidden" : "visible"}`]),
  ].join(";");

const DROPPED = "dropped";

/** Browsers stop at 512 levels; deeper elements lose their markup, not their text. */
const DEEPEST = 256;

function link(href: string): string {
  const target = address(href, /^(?:https?:\/\/|mailto:|tel:)/i);
  if (target === null) return "";
  return ` href="${escaped(target)}" target="_blank" rel="noopener noreferrer nofollow"`;
}

/**
 * A URL without the white space and control characters that browsers ignore in it; null if its scheme is not allowed, or
 * if it is too long.
 */
function address(url: string, scheme: RegExp): string | null {
  const given = url.trim();
  if (given.length > LONGEST_URL) return null;
  const bare = given.replace(/[\x00-\x20\x7f-\xa0\u2028\u2029]+/g, (run) =>
    /^[ \u00a0]+$/.test(run) ? "%20" : "",
  );
  let from = 0;
  let to = bare.length;
  while (bare.startsWith("%20", from)) from += 3;
  while (to - 3 >= from && bare.endsWith("%20", to)) to -= 3;
  const trimmed = bare.slice(from, to);
  return scheme.test(trimmed) && trimmed.length <= LONGEST_URL ? trimmed : null;
}

const LONGEST_URL = 8_192;
