import { Buffer } from "node:buffer";

/**
 * Undoes the Content-Transfer-Encoding (RFC 2045 section 6) of a part's bytes. An unknown encoding leaves them
 * unchanged; broken base64 and quoted-printable are decoded as far as possible.
 * @param encoding lower case, "" if none is given
 */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case "base64":
      return decodeBase64(bytes.subarray(0, footerStart(bytes)));
    case "quoted-printable":
      return decodeQuotedPrintable(bytes);
    case "x-uuencode":
    case "x-uue":
    case "uuencode":
    case "uue":
      return decodeUu(bytes.toString("latin1").split(/\r?\n/));
    default:
      return bytes;
  }
}

/**
 * Where base64 ends and a footer begins that a list or gateway has put below it in the clear: after an empty line, after
 * padding, or at a line of words or dashes. The length of the bytes if there is none. Only the last few thousand bytes are looked at.
 */
export function footerStart(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - LONGEST_FOOTER);
  const tail = bytes.toString("latin1", first);
  let found = -1;
  let at = 0;
  let above: string | null = null;
  for (const line of tail.split("\n")) {
    const text = line.trim();
    const encoded = /^[A-Za-z0-9+/]*={0,2}$/.test(text);
    const below = above !== null && (above === "" || above.endsWith("=") || isProse(text));
    if (found === -1 && !encoded && below) found = at;
    // More of it: what stood between was only noise.
    if (found !== -1 && encoded && text.length >= ENCODED_LINE) found = -1;
    above = text;
    at += line.length + 1;
  }
  return found === -1 ? bytes.length : first + found;
}

/** Whether a line is a rule, or has words, an address or a link: noise in base64 looks like neither. */
const isProse = (line: string): boolean =>
  /^[-_=*~#]{2,}$/.test(line) ||
  /https?:\/\/|[a-z]@[a-z]/i.test(line) ||
  // bounded: at most 8,192 characters, cut by footerStart
  (line.match(/(?<!\S)[A-Z]?[a-z]+[.,:;!?]?(?!\S)/g) ?? []).length >= 2;

const LONGEST_FOOTER = 8_192;
const ENCODED_LINE = 60;

/** Base64 with anything between its characters; padding in the middle (joined pieces) does not end it. */
export function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  const padding = text.indexOf("=");
  if (padding === -1 || text.length - padding <= 4) return Buffer.from(text, "base64");
  const pieces: Buffer[] = [];
  for (const piece of text.split(/=+/)) if (piece !== "") pieces.push(Buffer.from(piece, "base64"));
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
}

/** RFC 2045 section 6.7. A "=" that starts no escape stays; white space at a line's end is removed, as the RFC says. */
function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let i = 0;
  while (i < bytes.length) {
    const byte = bytes[i] ?? 0;
    if (byte === EQUALS) {
      const high = hex[bytes[i + 1] ?? 0] ?? -1;
      const low = hex[bytes[i + 2] ?? 0] ?? -1;
      if (high >= 0 && low >= 0) {
        out[length++] = (high << 4) | low;
        i += 3;
        continue;
      }
      // A soft line break, with white space that a relay may have added.
      const after = lineBreak(bytes, skipSpace(bytes, i + 1));
      if (after > 0) {
        i = after;
        continue;
      }
    } else if ((byte === SPACE || byte === TAB) && mayEndLine(bytes[i + 1])) {
      const end = skipSpace(bytes, i + 1);
      if (lineBreak(bytes, end) === 0) {
        bytes.copy(out, length, i, end);
        length += end - i;
      }
      i = end;
      continue;
    }
    out[length++] = byte;
    i++;
  }
  return out.subarray(0, length);
}

/** Whether white space before this byte may be at a line's end: it nearly always stands between words. */
const mayEndLine = (next: number | undefined): boolean => next === undefined || next <= SPACE;

/** The lines between (or with) "begin" and "end" of uuencoded data (POSIX uuencode). */
export function decodeUu(lines: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  for (const line of lines) {
    if (line === "" || /^begin(-base64)? [0-7]{3,4} /.test(line) || /^end\s*$/.test(line)) continue;
    const length = (line.charCodeAt(0) - 32) & 63;
    if (length === 0) continue;
    const out = Buffer.alloc(Math.ceil(length / 3) * 3);
    for (let i = 0, at = 1; i < out.length; i += 3, at += 4) {
      const a = uu(line, at);
      const b = uu(line, at + 1);
      const c = uu(line, at + 2);
      const d = uu(line, at + 3);
      out[i] = (a << 2) | (b >> 4);
      out[i + 1] = (b << 4) | (c >> 2);
      out[i + 2] = (c << 6) | d;
    }
    pieces.push(out.subarray(0, length));
  }
  return Buffer.concat(pieces);
}

const EQUALS = 0x3d;
const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;

const hex = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) {
  hex["0123456789abcdef".charCodeAt(i)] = i;
  hex["0123456789ABCDEF".charCodeAt(i)] = i;
}

const uu = (line: string, at: number): number => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);

function skipSpace(bytes: Buffer, from: number): number {
  let i = from;
  while (bytes[i] === SPACE || bytes[i] === TAB) i++;
  return i;
}

/** Where the line after the line break at `at` starts, 0 if there is none; the end of the bytes ends a line too. */
function lineBreak(bytes: Buffer, at: number): number {
  if (at >= bytes.length) return bytes.length;
  if (bytes[at] === CR && bytes[at + 1] === LF) return at + 2;
  return bytes[at] === LF ? at + 1 : 0;
}
