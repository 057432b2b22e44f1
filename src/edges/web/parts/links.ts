/**
 * Links from untrusted text. The templates escape text but do not check schemes, so every URL from outside goes through
 * `href`.
 */
export { href, withLinks } from "../../../domain/mail/index.ts";

/** @returns the text if it is a path of this site (never another site's, as in "//host"), else the fallback */
export function ownPath(text: string, fallback: string): string {
  if (text.startsWith("//") || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(text)) return fallback;
  return text;
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
