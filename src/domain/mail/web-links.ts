/** Web addresses in plain text. */

/** Schemes of links. */
const allowed = new Set(["http:", "https:", "mailto:", "tel:"]);

/** @returns the normalised URL if its scheme is allowed, else null */
export function href(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return allowed.has(url.protocol) ? url.href : null;
}

interface TextPiece {
  readonly text: string;
  /** The URL; null for plain text. */
  readonly href: string | null;
}

/** The most URLs in a text that become links: a link is many times longer than its URL. */
const MOST_LINKS = 1_000;

/**
 * Splits plain text into text and URLs ("https://…", "http://…"), up to the first thousand of them; joined, the pieces
 * are the text.
 */
export function withLinks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  let links = 0;
  for (const found of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\u0000-\u001f]{1,2000}/gi)) {
    links += 1;
    if (links > MOST_LINKS) break;
    const whole = withoutTrailer(found[0]);
    const link = href(whole);
    if (link === null) continue;
    if (found.index > done) pieces.push({ text: text.slice(done, found.index), href: null });
    pieces.push({ text: whole, href: link });
    done = found.index + whole.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}

/** Without the punctuation that ends the sentence around a URL, and closing brackets without an opening one. */
function withoutTrailer(address: string): string {
  const extra = (open: string, close: string) => address.split(close).length - address.split(open).length;
  let [round, square] = [extra("(", ")"), extra("[", "]")];
  let end = address.length;
  while (end > 0) {
    const last = address.charAt(end - 1);
    if (last === ")" ? round-- <= 0 : last === "]" ? square-- <= 0 : !".,;:!?*_".includes(last)) break;
    end--;
  }
  return address.slice(0, end);
}
