import type { Buffer } from "node:buffer";
import { fault } from "../../base/fault.ts";
import { decodeWords } from "./encoded-words.ts";
import { type Limits, Unreadable } from "./limits.ts";

/** The header fields of a mail or a part, in order. */
export interface HeaderBlock {
  /** Unfolded values of all fields with that name (lower case), one character per byte, unchanged. */
  raw(name: string): readonly string[];
  /** The first of them, "" if there is none. */
  first(name: string): string;
  /** The same with encoded words decoded, in one line, without control characters. */
  text(name: string): readonly string[];
  /** The names that there are, in lower case, in the order in which each first occurs. */
  names(): Iterable<string>;
  readonly count: number;
}

/** What remains of a mail's limits on headers; shared by all its parts. */
export interface HeaderBudget {
  fields: number;
  bytes: number;
}

export const headerBudget = (limits: Limits): HeaderBudget => ({
  fields: limits.headers,
  bytes: limits.headerBytes,
});

/**
 * Reads the header block that starts at `start` (RFC 5322 section 2.2). It ends at an empty line, at `end`, or at
 * a line that cannot be a header: then the empty line is missing, or the part has no headers at all.
 * @returns the fields and where the body starts
 * @throws Unreadable beyond the limits
 */
export function readHeaders(
  bytes: Buffer,
  start: number,
  end: number,
  budget: HeaderBudget,
): { readonly headers: HeaderBlock; readonly body: number } {
  const fields = new Map<string, string[]>();
  let count = 0;
  let open: { values: string[]; value: string } | null = null;
  let at = start;
  while (at < end) {
    let next = bytes.indexOf(LF, at) + 1;
    if (next === 0 || next > end) next = end;
    const line = bytes.toString("latin1", at, next);
    const text = line.endsWith("\r\n") ? line.slice(0, -2) : line.endsWith("\n") ? line.slice(0, -1) : line;
    budget.bytes -= next - at;
    if (budget.bytes < 0) throw new Unreadable(fault("mail.headers-too-large"));
    if (text === "" || text === "\r") {
      at = next;
      break;
    }
    const first = text.charCodeAt(0);
    if ((first === SPACE || first === TAB) && open !== null) {
      open.value += text;
      at = next;
      continue;
    }
    const colon = nameEnd(text);
    if (colon === 0) {
      const mboxLine = count === 0 && /^>?From /.test(text);
      if (!mboxLine && !continues(bytes, next, end, count) && !lostFold(bytes, text, next, end, count)) break;
      at = next;
      continue;
    }
    if (open !== null) open.values.push(open.value);
    if (--budget.fields < 0) throw new Unreadable(fault("mail.too-many-headers"));
    count++;
    const name = text.slice(0, colon).trimEnd().toLowerCase();
    let values = fields.get(name);
    if (values === undefined) {
      values = [];
      fields.set(name, values);
    }
    open = { values, value: text.slice(text.indexOf(":", colon) + 1) };
    at = next;
  }
  if (open !== null) open.values.push(open.value);
  return { headers: block(fields, count), body: at };
}

/** The same fields, their raw values passed through a function: it takes and gives one character per byte. */
export function mapped(headers: HeaderBlock, change: (raw: string) => string): HeaderBlock {
  const raw = (name: string) => headers.raw(name).map(change);
  return {
    raw,
    first: (name) => change(headers.first(name)),
    text: (name) => raw(name).map(headerText),
    names: () => headers.names(),
    count: headers.count,
  };
}

/** A header value as text for people: encoded words decoded, on one line, no control characters, trimmed. */
export function headerText(raw: string): string {
  return oneLine(decodeWords(raw));
}

/** Control characters and line ends become a space, runs of which become one; trimmed. */
export function oneLine(text: string): string {
  // Bidirectional overrides can make a name look like another; they do not belong in a header.
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\x00-\x20\x7f-\x9f\u2028\u2029]+/g, " ")
    .toWellFormed()
    .trim();
}

const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

function block(fields: ReadonlyMap<string, readonly string[]>, count: number): HeaderBlock {
  return {
    raw: (name) => fields.get(name) ?? [],
    first: (name) => fields.get(name)?.[0]?.trim() ?? "",
    text: (name) => (fields.get(name) ?? []).map(headerText),
    names: () => fields.keys(),
    count,
  };
}

/** Where the field name ends (RFC 5322: printable ASCII without colon, here also followed by white space), or 0. */
function nameEnd(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x3a) return i;
    if (code <= SPACE || code > 126) {
      const colon = /^[ \t]+:/.test(text.slice(i, i + 20));
      return colon ? i : 0;
    }
  }
  return 0;
}

/** Whether a line that is not a header field is among header fields: a known one comes after it. */
function continues(bytes: Buffer, next: number, end: number, count: number): boolean {
  if (count === 0) return false;
  const following = bytes.toString("latin1", next, Math.min(end, next + 400));
  // bounded: at most 400 characters, cut above
  return /^(?:[ \t][^\r\n]*\r?\n){0,3}(?:(?:From|To|Cc|Subject|Date|Message-ID|Received|Reply-To|Return-Path|MIME-Version|Content-(?:Type|Transfer-Encoding|Disposition)|In-Reply-To|References|X-[\w-]{2,40})[ \t]*:|\r?\n)/i.test(
    following,
  );
}

/**
 * Whether a line continues a folded field whose continuation lost its white space: without blanks itself, like up to a
 * few lines after it, and then a known field comes.
 */
function lostFold(bytes: Buffer, text: string, next: number, end: number, count: number): boolean {
  if (count === 0 || /\s/.test(text.trimEnd())) return false;
  let at = next;
  for (let lines = 0; lines < MOST_LOST && at < end; lines++) {
    const lf = bytes.indexOf(LF, at) + 1;
    const line = bytes.toString("latin1", at, Math.min(lf === 0 ? end : lf, at + 1_000)).trimEnd();
    if (knownField.test(line)) return true;
    if (line === "" || /\s/.test(line) || lf === 0) return false;
    at = lf;
  }
  return false;
}

const MOST_LOST = 20;
const knownField =
  // bounded: at most 1,000 characters, cut where it is used
  /^(?:From|To|Cc|Subject|Date|Message-ID|Received|Reply-To|Return-Path|Delivered-To|MIME-Version|Content-(?:Type|Transfer-Encoding|Disposition)|In-Reply-To|References|DKIM-Signature|X-[\w-]{2,40})[ \t]*:/i;

/** Lines that a gateway or a program has put above the header: up to a few, then two known fields. */
function linesAbove(head: string): number {
  let at = 0;
  for (let lines = 0; lines <= MOST_ABOVE; lines++) {
    const end = head.indexOf("\n", at) + 1;
    if (end === 0) return 0;
    if (knownField.test(head.slice(at, Math.min(end, at + 1_000)))) {
      const next = head.slice(end, end + 200);
      return lines > 0 && (knownField.test(next) || /^[ \t]/.test(next)) ? at : 0;
    }
    at = end;
  }
  return 0;
}

const MOST_ABOVE = 5;

/** Where a mail really starts: some have a byte order mark, empty lines or a line of a gateway before their first field. */
export function mailStart(bytes: Buffer): number {
  const head = bytes.toString("latin1", 0, 4_096);
  // bounded: at most 4,096 characters, cut above
  const empty = /^(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*[ \t]*(?=[\x21-\x39\x3b-\x7e]+[ \t]*:)/.exec(head);
  if (empty !== null) return empty[0].length;
  return /^>?From /.test(head) ? 0 : linesAbove(head);
}
