import { Buffer } from "node:buffer";
import { before } from "../../base/text.ts";
import { decodeRaw, decodeText, knowsCharset } from "./charset.ts";
import { decodeBase64 } from "./transfer.ts";

/**
 * Decodes the encoded words of RFC 2047 (and raw UTF-8 of RFC 6532, or raw bytes of some charset) in a header value.
 * Adjacent words are joined before decoding, so that a character split between two survives. What only looks
 * like an encoded word is left unchanged.
 * @param latin1 the unfolded value, one character per byte
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
    const word = encodedWordAt(latin1, start);
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

/** The encoded word that starts at `start` ("=?"), or null. Its text may contain spaces, as many mailers write it. */
export function encodedWordAt(latin1: string, start: number): Word | null {
  const head = /=\?([^?\s]{1,64})\?([bBqQ])\?/y;
  head.lastIndex = start;
  const match = head.exec(latin1);
  if (match === null) return null;
  const charset = before(match[1] ?? "", /\*/).toLowerCase();
  const from = head.lastIndex;
  const q = match[2] === "q" || match[2] === "Q";
  // Its text ends before the next word starts: later text is not read again for each start.
  const following = latin1.indexOf("=?", from);
  const near = following === -1 ? latin1 : latin1.slice(0, following + 3);
  let end = near.indexOf("?=", from);
  if (q) {
    // "?=" within the text, where a question mark before an escape was not encoded.
    while (end !== -1 && /^[0-9A-Fa-f]{2}/.test(latin1.slice(end + 2, end + 4))) {
      const next = near.indexOf("?=", end + 2);
      if (next === -1 || next - from > LONGEST) break;
      end = next;
    }
  }
  const cut = end === -1;
  if (cut) {
    // A word without its end: up to the next white space, if it is plausible at all.
    const rest = /[ \t\r\n"<>,]|$/g;
    rest.lastIndex = from;
    end = rest.exec(near)?.index ?? near.length;
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
