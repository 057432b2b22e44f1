import { droppedWithContent, renamed } from "./html-allowed.ts";
import { parseHtml } from "./html-parser.ts";
import { type Attributes, quoteKind } from "./quote-marks.ts";

/** The most characters of HTML that are looked at. */
const LOOKED_AT = 1_000_000;
/** From this many links on it is more than text with an address in it. */
const MANY_LINKS = 3;

/**
 * Whether HTML is more than plain paragraphs, so that text alone would lack something: an image, a heading, a list, a
 * table with columns, or several links. Emphasis and fonts do not count, nor do quotations and signatures. Linear in the
 * length, and bounded.
 */
export function isFormatted(html: string): boolean {
  // Most mail has nothing of the kind, and parsing takes many times longer than looking for it.
  if (!mayCount.test(html)) return false;
  /** For each open element, whether what is in it does not count. */
  const open: boolean[] = [];
  /** Cells so far of each open row. */
  const rows: number[] = [];
  let links = 0;
  let found = false;
  let over = false;

  parseHtml(
    html.slice(0, LOOKED_AT),
    {
      onopentag(original, attributes: Attributes) {
        const name = renamed.get(original) ?? original;
        const kind = quoteKind(name, attributes);
        over ||= kind === "cut";
        const ignored =
          (open.at(-1) ?? false) || kind === "quote" || kind === "signature" || droppedWithContent.has(name);
        open.push(ignored);
        if (name === "tr") rows.push(0);
        if (ignored || over) return;
        if (name === "td" || name === "th") {
          const cells = (rows.pop() ?? 0) + 1;
          rows.push(cells);
          found ||= cells > 1;
        } else if (name === "a") {
          if (/^https?:/i.test(attributes.href ?? "")) links += 1;
          found ||= links >= MANY_LINKS;
        } else if (name === "img") found ||= !isPixel(attributes);
        else found ||= shaping.has(name);
      },
      onclosetag(name) {
        open.pop();
        if (name === "tr") rows.pop();
      },
      ontext() {},
    },
    () => found || over,
  );
  return found;
}

/** Whatever counts above, `image` since it is read as `img`. */
const mayCount = /<(?:a|img|image|t[dh]|h[1-6]|[uod]l)[\s/>]/i;
const shaping = new Set(["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl"]);

/** An image that only tells the sender that the mail was opened. */
const isPixel = ({ width, height }: Attributes): boolean => isTiny(width) || isTiny(height);

const isTiny = (length: string | undefined): boolean =>
  length !== undefined && /^[012](?:px)?$/i.test(length.trim());
