import type { Buffer } from "node:buffer";
import { fault } from "../../base/fault.ts";
import { charsetOfHtml, decodeText } from "./charset.ts";
import { type HeaderBlock, type HeaderBudget, headerBudget, mailStart, readHeaders } from "./headers.ts";
import { type Limits, Unreadable } from "./limits.ts";
import { readStructured } from "./parameters.ts";
import { escaped } from "./sanitise.ts";
import { decodeTransfer, footerStart } from "./transfer.ts";

/** A node of the MIME tree (RFC 2045, 2046): a multipart with its children, or a leaf with its bytes. */
export interface Part {
  /** Its number as in IMAP (RFC 3501 section 6.4.5): "1", "2.1"; "" for a multipart at the root. */
  readonly id: string;
  readonly headers: HeaderBlock;
  /** Media type, lower case; text/plain if the mail gives none or nonsense. */
  readonly type: string;
  /** Parameters of Content-Type. */
  readonly parameters: ReadonlyMap<string, string>;
  /** "attachment", "inline", another word, or "" if there is no Content-Disposition. */
  readonly disposition: string;
  readonly dispositionParameters: ReadonlyMap<string, string>;
  /** Type of the multipart it is in, "" at the root. */
  readonly within: string;
  /** Empty for a leaf. */
  readonly children: readonly Part[];
  /** The leaf's bytes, decoded. Computed at each call. */
  bytes(): Buffer;
  /** The bytes as text, in the part's charset. Computed at each call. */
  text(): string;
}

/**
 * Parses the tree of a mail. Works on broken ones: a boundary that is missing, wrong or never closed, an inner
 * multipart that ends with its outer one, a multipart without parts.
 * @param prefix of all its numbers, if it is within a part of another one
 * @throws Unreadable beyond the limits
 */
export function readStructure(raw: Buffer, limits: Limits, prefix = ""): Part {
  const reader: Reader = {
    raw,
    limits,
    budget: headerBudget(limits),
    parts: 0,
    boundaries: [],
    searched: 0,
    at: mailStart(raw),
    prefix,
  };
  return readPart(reader, "", "", "text/plain", 0).part;
}

interface Reader {
  readonly raw: Buffer;
  readonly limits: Limits;
  readonly budget: HeaderBudget;
  parts: number;
  /** The multiparts that contain the current position, outermost first. */
  readonly boundaries: string[];
  /** The number of bytes searched for boundaries. */
  searched: number;
  /** How far the mail has been read. */
  at: number;
  readonly prefix: string;
}

/** A delimiter line: which multipart's, and whether it closes that one. */
interface Delimiter {
  readonly level: number;
  readonly closes: boolean;
  /** Where the content before it ends. */
  readonly start: number;
  /** Where the line after it starts. */
  readonly end: number;
}

/** Reads one part from `reader.at` up to the delimiter that ends it, null at the end of the mail. */
function readPart(
  reader: Reader,
  id: string,
  within: string,
  defaultType: string,
  depth: number,
): { readonly part: Part; readonly next: Delimiter | null } {
  const { raw, limits, prefix } = reader;
  if (++reader.parts > limits.parts)
    throw new Unreadable(fault("mail.too-many-parts", { params: { most: limits.parts } }));
  if (depth > limits.depth) throw new Unreadable(fault("mail.too-deep", { params: { most: limits.depth } }));
  // A part may consist of a header block only; the delimiter then comes before the empty line.
  const limit = reader.boundaries.length === 0 ? raw.length : headerLimit(reader);
  const { headers, body } = readHeaders(raw, reader.at, limit, reader.budget);
  reader.at = body;
  const type = readStructured(headers.first("content-type"));
  const disposition = readStructured(headers.first("content-disposition"));
  const common = {
    headers,
    parameters: type.parameters,
    disposition: disposition.value,
    dispositionParameters: disposition.parameters,
    within,
  };
  const declared = type.parameters.get("boundary") ?? "";
  const multipart = type.value.startsWith("multipart/");
  // Some declare text/html for what is a multipart all the same.
  if (multipart || (declared !== "" && startsWithDelimiter(raw, body, declared))) {
    const boundary = boundaryOf(reader, declared);
    if (boundary !== null) {
      const kind = multipart ? type.value : "multipart/mixed";
      const { children, next } = readChildren(reader, id, kind, boundary, depth);
      if (children.length > 0) {
        const empty = { bytes: () => raw.subarray(0, 0), text: () => "" };
        return { part: { id: prefix + id, type: kind, children, ...common, ...empty }, next };
      }
    }
  }
  reader.at = body;
  const next = nextDelimiter(reader);
  const end = Math.max(body, next === null ? raw.length : next.start);
  const leafType = mediaType(type.value, defaultType);
  const encoding = headers
    .first("content-transfer-encoding")
    .replace(/[\s"';]/g, "")
    .toLowerCase();
  const bytes = () => decodeTransfer(raw.subarray(body, end), encoding);
  const text = () => {
    const content = bytes();
    const named =
      type.parameters.get("charset") ?? (leafType === "text/html" ? charsetOfHtml(content) : null);
    const text = decodeText(content, named);
    const footer = encoding === "base64" ? footerOf(raw.subarray(body, end)) : "";
    if (footer === "") return text;
    return leafType === "text/html" ? `${text}<pre>${escaped(footer)}</pre>` : `${text}\n\n${footer}`;
  };
  return { part: { id: prefix + (id || "1"), type: leafType, children: [], ...common, bytes, text }, next };
}

/** What a list or gateway has put below encoded text in the clear. */
const footerOf = (bytes: Buffer): string => decodeText(bytes.subarray(footerStart(bytes)), null).trim();

function readChildren(reader: Reader, id: string, type: string, boundary: string, depth: number) {
  const level = reader.boundaries.push(boundary) - 1;
  const children: Part[] = [];
  const defaultType = type === "multipart/digest" ? "message/rfc822" : "text/plain";
  // The preamble, up to the first delimiter of this multipart.
  let delimiter = nextDelimiter(reader);
  while (delimiter !== null && delimiter.level === level && !delimiter.closes) {
    const number = `${id === "" ? "" : `${id}.`}${children.length + 1}`;
    const child = readPart(reader, number, type, defaultType, depth + 1);
    children.push(child.part);
    delimiter = child.next;
  }
  reader.boundaries.pop();
  // After the closing delimiter comes the epilogue, up to a delimiter of an outer multipart.
  if (delimiter !== null && delimiter.level === level) delimiter = nextDelimiter(reader);
  return { children, next: delimiter };
}

/** The next delimiter line of any open multipart, from `reader.at`, which moves behind it. */
function nextDelimiter(reader: Reader): Delimiter | null {
  const { raw, boundaries } = reader;
  if (boundaries.length === 0) {
    reader.at = raw.length;
    return null;
  }
  let at = reader.at;
  while (at < raw.length) {
    if (raw[at] === DASH && raw[at + 1] === DASH) {
      const found = delimiterAt(reader, at);
      if (found !== null) {
        reader.at = found.end;
        return found;
      }
    }
    const hit = raw.indexOf("\n--", at);
    if (hit === -1) break;
    at = hit + 1;
  }
  reader.at = raw.length;
  return null;
}

/** The delimiter on the line that starts at `at` with two dashes, or null. The innermost multipart takes precedence. */
function delimiterAt(reader: Reader, at: number): Delimiter | null {
  const { raw, boundaries } = reader;
  let end = raw.indexOf(LF, at) + 1;
  if (end === 0) end = raw.length;
  const line = raw.toString("latin1", at + 2, Math.min(end, at + LONGEST_LINE)).trimEnd();
  for (let level = boundaries.length - 1; level >= 0; level--) {
    const boundary = boundaries[level] ?? "";
    if (!line.startsWith(boundary)) continue;
    const rest = line.slice(boundary.length);
    if (rest !== "" && rest !== "--") continue;
    return { level, closes: rest === "--", start: lineEndBefore(raw, at), end };
  }
  return null;
}

/** RFC 2046 section 5.1.1: the line break before a delimiter belongs to the delimiter. */
function lineEndBefore(raw: Buffer, at: number): number {
  if (at === 0 || raw[at - 1] !== LF) return at;
  return raw[at - 2] === CR ? at - 2 : at - 1;
}

/** How far a header block that starts at `reader.at` may go: up to a delimiter line, if one comes before its end. */
function headerLimit(reader: Reader): number {
  const { raw, at } = reader;
  if (raw[at] === DASH && raw[at + 1] === DASH && delimiterAt(reader, at) !== null) return at;
  const stop = Math.min(raw.length, at + 65_536);
  for (let line = at; line < stop; ) {
    if (line > at && raw[line] === DASH && raw[line + 1] === DASH && delimiterAt(reader, line) !== null) {
      return line;
    }
    const lf = raw.indexOf(LF, line);
    const empty = lf === line || (lf === line + 1 && raw[line] === CR);
    if (lf === -1 || empty) break;
    line = lf + 1;
  }
  return raw.length;
}

/**
 * The boundary to look for: the declared one; if no line has it, the first line that looks like a delimiter,
 * since it was lost or garbled on the way; null if there is none.
 */
function boundaryOf(reader: Reader, declared: string): string | null {
  const { raw, at } = reader;
  const boundary = declared.trimEnd();
  if (boundary !== "" && boundary.length < LONGEST_LINE && occurs(reader, boundary)) return boundary;
  const head = raw.toString("latin1", at, Math.min(raw.length, at + 8_192));
  // bounded: at most 8,192 characters, cut above
  const line = /(?:^|\n)--([^\s-][^\r\n]{0,200}|-{2,}[^\s-][^\r\n]{0,200})\r?\n(?:Content-|\r?\n)/i.exec(
    head,
  );
  return line === null ? null : (line[1] ?? "").trimEnd();
}

/** Whether the boundary occurs later. Each multipart may declare one that does not: the total searched is limited. */
function occurs(reader: Reader, boundary: string): boolean {
  const { raw, at } = reader;
  if (reader.searched > MOST_SEARCHES * raw.length) throw new Unreadable(fault("mail.parts-missing"));
  const found = raw.indexOf(`--${boundary.slice(0, 200)}`, at, "latin1");
  reader.searched += (found === -1 ? raw.length : found) - at;
  return found !== -1;
}

function startsWithDelimiter(raw: Buffer, at: number, boundary: string): boolean {
  const head = raw.toString("latin1", at, Math.min(raw.length, at + boundary.length + 20));
  return head.trimStart().startsWith(`--${boundary.trimEnd()}`);
}

function mediaType(declared: string, fallback: string): string {
  if (/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(declared)) {
    return declared.startsWith("multipart/") ? "text/plain" : declared;
  }
  // "Content-Type: text" and "Content-Type: html" occur.
  if (declared === "html") return "text/html";
  if (declared === "" || declared === "text" || declared === "plain") return fallback;
  return declared.startsWith("text") ? "text/plain" : "application/octet-stream";
}

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const LONGEST_LINE = 8_000;
/** How often the whole mail may be searched for boundaries. */
const MOST_SEARCHES = 20;
