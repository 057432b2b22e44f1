import { Buffer } from "node:buffer";
import { decodeText } from "./charset.ts";
import { headerText, oneLine } from "./headers.ts";

/** A structured value such as that of Content-Type: the text before the first ";", lower case, and its parameters. */
export interface Structured {
  readonly value: string;
  /** Names in lower case, values decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses a Content-Type or Content-Disposition value (RFC 2045 section 5.1) with the continuations and charsets of
 * RFC 2231, and with what mailers do instead: encoded words, raw bytes, values with spaces and no quotes.
 * @param raw one character per byte
 */
export function readStructured(raw: string): Structured {
  const semicolon = raw.indexOf(";");
  if (semicolon === -1) return { value: token(raw), parameters: none };
  const parameters = new Map<string, string>();
  const pieces = new Map<string, Piece[]>();
  for (const [name, value] of pairs(raw, semicolon + 1)) {
    const match = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(name);
    if (match === null) {
      if (!parameters.has(name)) parameters.set(name, value);
      continue;
    }
    const base = match[1] ?? "";
    const piece = {
      index: Number(match[2] ?? 0),
      encoded: match[2] === undefined || match[3] === "*",
      value,
    };
    const list = pieces.get(base);
    if (list === undefined) pieces.set(base, [piece]);
    else list.push(piece);
  }
  for (const [name, value] of parameters) parameters.set(name, headerText(value));
  // The encoded form takes precedence over a plain one of the same name, which is there for old mailers.
  for (const [name, list] of pieces) parameters.set(name, join(list));
  return { value: token(raw.slice(0, semicolon)), parameters };
}

const none: ReadonlyMap<string, string> = new Map();

interface Piece {
  readonly index: number;
  readonly encoded: boolean;
  readonly value: string;
}

const token = (raw: string): string =>
  raw
    .replace(/\([^()]*\)/g, "")
    .replace(/["\s]/g, "")
    .toLowerCase();

/** name=value pairs between semicolons; a quoted value may contain anything. Linear in the length. */
function* pairs(raw: string, from: number): Generator<[string, string]> {
  let at = from;
  while (at < raw.length) {
    const equals = raw.indexOf("=", at);
    if (equals === -1) return;
    // A piece without "=" before this one is dropped.
    const name = raw.slice(at, equals).replace(/^.*;/s, "");
    let i = equals + 1;
    while (raw[i] === " " || raw[i] === "\t") i++;
    let value = "";
    if (raw[i] === '"') {
      i++;
      const begin = i;
      while (i < raw.length && raw[i] !== '"') i += raw[i] === "\\" ? 2 : 1;
      value = unquoted(raw.slice(begin, i));
      const end = raw.indexOf(";", i);
      at = end === -1 ? raw.length : end + 1;
    } else {
      const end = raw.indexOf(";", i);
      value = raw.slice(i, end === -1 ? raw.length : end).trim();
      at = end === -1 ? raw.length : end + 1;
    }
    const key = name
      .replace(/\([^()]*\)/g, "")
      .trim()
      .toLowerCase();
    if (key !== "") yield [key, value];
  }
}

/** Backslashes escape in quoted strings, but in names like `C:\\name.txt` that were not escaped they are literal. */
function unquoted(quoted: string): string {
  return quoted.includes("\\") ? quoted.replace(/\\(["\\])/g, "$1") : quoted;
}

/** Joins the pieces of RFC 2231 section 3; the first one has the charset of all. */
function join(list: Piece[]): string {
  list.sort((a, b) => a.index - b.index);
  let charset: string | null = null;
  const bytes: Buffer[] = [];
  let plain = "";
  list.forEach((piece, i) => {
    let value = piece.value;
    if (piece.encoded) {
      if (i === 0) {
        const match = /^([^']*)'[^']*'/.exec(value);
        if (match !== null) {
          charset = match[1] === "" ? null : (match[1] ?? null);
          value = value.slice(match[0].length);
        }
      }
      value = value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    }
    plain += value;
    bytes.push(Buffer.from(value, "latin1"));
  });
  // Split encoded words: not allowed, but common.
  if (charset === null && plain.includes("=?")) return headerText(plain);
  return oneLine(decodeText(Buffer.concat(bytes), charset));
}
