import { linesOf } from "./lines.ts";

/** What a first pass over an mbox found. */
export interface MboxForm {
  readonly mails: number;
  /** Whether separators have a time and a year, as they should. */
  readonly dated: boolean;
}

/** Whether a file is an mbox, by its first bytes. */
export const isMbox = (start: Uint8Array): boolean => startsWith(start, from);

/** Reads through the whole file once. */
export function mboxForm(file: string): MboxForm {
  let dated = 0;
  let any = 0;
  let first: boolean | null = null;
  for (const { bytes, separates, afterEmpty } of marked(file)) {
    if (!separates) continue;
    const isDatedLine = isDated(bytes);
    first ??= isDatedLine;
    if (isDatedLine) dated += 1;
    if (afterEmpty) any += 1;
  }
  return first === true ? { mails: dated, dated: true } : { mails: any, dated: false };
}

/**
 * The mails of an mbox, one after another, their lines unchanged except for the escape.
 * @param largest the most bytes of a mail; larger ones are skipped
 * @returns each mail's bytes, or null for one that is too large
 */
export function* mailsOfMbox(
  file: string,
  form: MboxForm,
  largest: number,
): Generator<Uint8Array | null, void, undefined> {
  let parts: Uint8Array[] | null = null;
  let size = 0;
  for (const { bytes, whole, separates, afterEmpty } of marked(file)) {
    if (separates && (form.dated ? isDated(bytes) : afterEmpty)) {
      if (parts !== null) yield joined(parts, size, largest);
      parts = [];
      size = 0;
      continue;
    }
    if (parts === null) continue;
    const line = whole && isEscaped(bytes) ? bytes.subarray(1) : bytes;
    size += line.length;
    if (size <= largest + 2) parts.push(Buffer.from(line));
    else parts.length = 0;
  }
  if (parts !== null) yield joined(parts, size, largest);
}

/** Without the empty line that every writer adds before the next separator. */
function joined(parts: readonly Uint8Array[], size: number, largest: number): Uint8Array | null {
  const last = parts.at(-1);
  const without = last !== undefined && isEmptyLine(last) && parts.length > 1 ? parts.slice(0, -1) : parts;
  const length = size - (without === parts ? 0 : (last?.length ?? 0));
  return length > largest ? null : Buffer.concat(without);
}

const from = Buffer.from("From ");
const GT = 62;

interface MarkedLine {
  readonly bytes: Uint8Array;
  /** Whether it begins here, and does not continue a longer one. */
  readonly whole: boolean;
  readonly afterEmpty: boolean;
  /** Whether it may separate mails: it begins with "From ", and a header field follows. */
  readonly separates: boolean;
}

function* marked(file: string): Generator<MarkedLine, void, undefined> {
  let whole = true;
  let afterEmpty = true;
  let isFirst = true;
  /** A "From " line, until the line after it is known. */
  let waiting: Omit<MarkedLine, "separates"> | null = null;
  for (const bytes of linesOf(file)) {
    if (waiting !== null) {
      // The file's first line always separates: what follows is a mail, or cannot be read.
      yield { ...waiting, separates: isFirst || isField(bytes) };
      isFirst = false;
    }
    waiting = null;
    const line = { bytes, whole, afterEmpty };
    if (whole && startsWith(bytes, from)) waiting = { ...line, bytes: Buffer.from(bytes) };
    else {
      yield { ...line, separates: false };
      isFirst = false;
    }
    afterEmpty = whole && isEmptyLine(bytes);
    whole = bytes.at(-1) === 10;
  }
  if (waiting !== null) yield { ...waiting, separates: isFirst };
}

/** Whether a line is the first of a header: a field, or one more "From " line that a program has put there, escaped. */
const isField = (bytes: Uint8Array): boolean =>
  isEscaped(bytes) ||
  // bounded: at most 200 characters, cut here
  /^[!-9;-~]{1,100}[ \t]*:/.test(Buffer.from(bytes.subarray(0, 200)).toString("latin1"));

function startsWith(bytes: Uint8Array, prefix: Uint8Array, at = 0): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return false;
  return true;
}

function isEscaped(bytes: Uint8Array): boolean {
  let at = 0;
  while (bytes[at] === GT) at += 1;
  return at > 0 && startsWith(bytes, from, at);
}

const isEmptyLine = (bytes: Uint8Array): boolean =>
  (bytes.length === 1 && bytes[0] === 10) || (bytes.length === 2 && bytes[0] === 13 && bytes[1] === 10);

/** "From someone@x.example Thu Jan  1 00:00:00 1970", and its variants: a zone, no seconds, the day first. */
function isDated(bytes: Uint8Array): boolean {
  const line = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
  return day.test(line) && /\b\d{1,2}:\d\d\b/.test(line) && /\b(?:19|20)\d\d\b/.test(line);
}

const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const day = new RegExp(
  `\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,2}(?:${month} {1,2}\\d{1,2}|\\d{1,2} ${month})\\b`,
);
