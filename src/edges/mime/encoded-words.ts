import { Buffer } from "node:buffer";
import { decodeRaw, decodeText, knowsCharset } from "./charset.ts";
import { decodeBase64 } from "./transfer.ts";

/**
 * Decodes the encoded words of RFC 2047 (and raw UTF-8 of RFC 6532, or raw bytes of some charset) in a header value.
 * Words that belong together are put together before decoding, so a character cut in two survives. What only looks
 * like an encoded word stays as it is.
 * @param latin1 the unfolded value, one character a byte
 */
export function decodeWords(latin1: string): string {
  if (!latin1.includes("=?")) return decodeRaw(latin1);
  let out = "";
  let at = 0;
  let open: { charset: string; pieces: Buffer[] } | null = null;
  const close = () => {
    if (open !== null) out += decodeText(Buffer.concat(open.pieces), open.charset);
    open = null;
  };
  while (at < latin1.length) {
    const start = latin1.indexOf("=?", at);
    if (start === -1) break;
    const word = wordAt(latin1, start);
    const between = latin1.slice(at, start);
    // White space between two encoded words belongs to the encoding (RFC 2047 section 6.2).
    const joined = open !== null && word !== null && /^[ \t\r\n]*$/.test(between);
    if (!joined) {
      close();
      out += decodeRaw(between);
    }
    if (word === null) {
      out += "=?";
      at = start + 2;
      continue;
    }
    if (open !== null && open.charset !== word.charset) close();
    open ??= { charset: word.charset, pieces: [] };
    open.pieces.push(word.bytes);
    at = word.end;
  }
  close();
  return out + decodeRaw(latin1.slice(at));
}

interface Word {
  /** Lower case, without the language suffix of RFC 2231. */
  readonly charset: string;
  readonly bytes: Buffer;
  readonly end: number;
}

/** The encoded word that starts at `start` ("=?"), or null. Its text may hold spaces, as many mailers write it. */
export function wordAt(latin1: string, start: number): Word | null {
  const head = /=\?([^?\s]{1,64})\?([bBqQ])\?/y;
  head.lastIndex = start;
  const match = head.exec(latin1);
  if (match === null) return null;
  const charset = (match[1] ?? "").replace(/\*.*$/, "").toLowerCase();
  const from = head.lastIndex;
  const q = match[2] === "q" || match[2] === "Q";
  let end = latin1.indexOf("?=", from);
  if (q) {
    // "?=" within the text, where someone left the question mark before an escape as it was.
    while (end !== -1 && /^[0-9A-Fa-f]{2}/.test(latin1.slice(end + 2, end + 4))) {
      const next = latin1.indexOf("?=", end + 2);
      if (next === -1 || next - from > LONGEST || latin1.slice(end, next).includes("=?")) break;
      end = next;
    }
  }
  const cut = end === -1;
  if (cut) {
    // A word without its end: up to the next white space, if it is plausible at all.
    const rest = /[ \t\r\n"<>,]|$/g;
    rest.lastIndex = from;
    end = rest.exec(latin1)?.index ?? latin1.length;
    if (!knowsCharset(charset) || end === from) return null;
  }
  const text = latin1.slice(from, end);
  if (text.length > LONGEST || text.includes("=?")) return null;
  const bytes = q ? decodeQ(text) : decodeBase64(Buffer.from(text.replace(/\?$/, ""), "latin1"));
  return { charset, bytes, end: cut ? end : end + 2 };
}

const LONGEST = 20_000;

function decodeQ(text: string): Buffer {
  const plain = text
    .replace(/_/g, " ")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}
