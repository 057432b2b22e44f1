/**
 * Links from untrusted text. The templates escape text but do not check schemes, so every URL from outside goes through
 * `href`.
 */
const allowed = new Set(["http:", "https:", "mailto:", "tel:"]);

/** @returns the normalised URL if its scheme is allowed, else null */
export function href(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return allowed.has(url.protocol) ? url.href : null;
}

/** @returns the text if it is a path of this site (never another site's, as in "//host"), else the fallback */
export function ownPath(text: string, fallback: string): string {
  if (text.startsWith("//") || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(text)) return fallback;
  return text;
}

export interface TextPiece {
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

/** Bytes of a text escaped for HTML, in UTF-8. */
export function escapedLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes += code >= 0x800 ? 3 : code >= 0x80 ? 2 : (escapes.get(code) ?? 1);
  }
  return bytes;
}

const escapes: ReadonlyMap<number, number> = new Map(
  [["&", 5] as const, ["<", 4] as const, [">", 4] as const, ['"', 6] as const, ["'", 5] as const].map(
    ([character, length]) => [character.charCodeAt(0), length],
  ),
);

/** Any text as one segment of a path. */
export const segment = (text: string): string => encodeURIComponent(text.toWellFormed());
