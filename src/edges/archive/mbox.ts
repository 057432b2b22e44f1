import { linesOf } from "./lines.ts";
import { type ContentLength, contentLengthIn } from "./mbox-length.ts";
import { fieldsNeeded, headerCheck, type SeparatorKind, separatorKind } from "./mbox-separator.ts";

/** How many bytes at its start tell whether a file is an mbox. */
export const MBOX_START = 512;

/** Whether a file is an mbox, by its first bytes: "From ", perhaps after a byte order mark or empty lines. */
export const isMbox = (start: Uint8Array): boolean =>
  /^(?:\xef\xbb\xbf)?[\r\n]*From /.test(Buffer.from(start.subarray(0, MBOX_START)).toString("latin1"));

/** How many mails an mbox has. Reads through the whole file. */
export function countInMbox(file: string): number {
  let mails = 0;
  for (const { separates } of marked(file)) if (separates) mails += 1;
  return mails;
}

/**
 * The mails of an mbox, one after another, their lines unchanged except for the escape.
 * @param largest the most bytes of a mail; larger ones are skipped
 * @returns each mail's bytes, or null for one that is too large
 */
export function* mailsOfMbox(file: string, largest: number): Generator<Uint8Array | null, void, undefined> {
  let mail: Mail | null = null;
  for (const line of marked(file)) {
    if (line.separates) {
      if (mail !== null) yield joined(mail, largest);
      mail = { lines: [], escaped: new Set(), size: 0, unescaped: false };
    } else if (mail !== null) add(mail, line, largest);
  }
  if (mail !== null) yield joined(mail, largest);
}

interface Mail {
  readonly lines: Uint8Array[];
  /** Which of its lines begin with an escape. */
  readonly escaped: Set<number>;
  size: number;
  /** Whether its writer gave its length instead of escaping anything (mboxcl2). */
  unescaped: boolean;
}

function add(mail: Mail, { bytes, whole, counted }: MarkedLine, largest: number): void {
  mail.size += bytes.length;
  if (whole && counted && startsWith(bytes, from)) mail.unescaped = true;
  if (mail.size > largest + mail.escaped.size + LINE_END) {
    mail.lines.length = 0;
    return;
  }
  if (whole && isEscaped(bytes)) mail.escaped.add(mail.lines.length);
  mail.lines.push(Buffer.from(bytes));
}

const LINE_END = 2;

/** Without the empty line that every writer adds before the next separator. */
function joined({ lines, escaped, size, unescaped }: Mail, largest: number): Uint8Array | null {
  const last = lines.at(-1);
  const ending = last !== undefined && lines.length > 1 && isEmptyLine(last) ? last.length : 0;
  if (size - ending - (unescaped ? 0 : escaped.size) > largest) return null;
  const text = ending > 0 ? lines.slice(0, -1) : lines;
  return Buffer.concat(unescaped ? text : text.map((line, i) => (escaped.has(i) ? line.subarray(1) : line)));
}

const from = Buffer.from("From ");
const GT = 62;

interface Line {
  readonly bytes: Uint8Array;
  /** Whether it begins here, and does not continue a longer one. */
  readonly whole: boolean;
  readonly afterEmpty: boolean;
  /** Where the bytes after it begin in the file. */
  readonly end: number;
}

interface MarkedLine extends Line {
  /** Whether a mail begins after it. */
  readonly separates: boolean;
  /** Whether it is within the length that its mail's header gives. */
  readonly counted: boolean;
}

/**
 * The file's lines, and which of them separate mails. The first always does: what follows is a mail, or cannot be read.
 * Any other "From " line only if a mail's header follows, which is read ahead, or it belongs to the text.
 */
function* marked(file: string): Generator<MarkedLine, void, undefined> {
  const length = contentLengthIn(file);
  try {
    let usual: SeparatorKind | null = null;
    let held: Line[] = [];
    let check: ReturnType<typeof headerCheck> | null = null;
    for (const line of textLines(file)) {
      const { bytes, whole, afterEmpty } = line;
      if (check !== null) {
        const found = whole ? check(bytes) : false;
        if (found === null) {
          held.push(kept(line));
          continue;
        }
        yield* released(held, found, length);
        [held, check] = [[], null];
      }
      if (whole && !length.covers(line.end) && startsWith(bytes, from)) {
        const kind = separatorKind(bytes);
        const needed = usual === null ? 0 : fieldsNeeded(kind, usual, afterEmpty);
        if (needed > 0) {
          [held, check] = [[kept(line)], headerCheck(needed)];
          continue;
        }
        yield* released([line], usual === null, length);
        usual ??= kind;
      } else yield* released([line], false, length);
    }
    yield* released(held, false, length);
  } finally {
    length.close();
  }
}

/** The bytes of a line are valid until the next one is requested. */
const kept = (line: Line): Line => ({ ...line, bytes: Buffer.from(line.bytes) });

function* released(
  lines: readonly Line[],
  separates: boolean,
  length: ContentLength,
): Generator<MarkedLine, void, undefined> {
  for (const [i, line] of lines.entries()) {
    const begins = separates && i === 0;
    const counted = length.covers(line.end);
    if (begins) length.begin();
    else if (line.whole) length.read(line.bytes, line.end);
    yield { ...line, separates: begins, counted };
  }
}

/** The lines from the first "From " on, without a byte order mark. */
function* textLines(file: string): Generator<Line, void, undefined> {
  let end = 0;
  let whole = true;
  let afterEmpty = true;
  let begun = false;
  for (const piece of linesOf(file)) {
    const bytes = end === 0 && startsWith(piece, mark) ? piece.subarray(mark.length) : piece;
    end += piece.length;
    begun ||= !isEmptyLine(bytes);
    if (begun) yield { bytes, whole, afterEmpty, end };
    afterEmpty = whole && isEmptyLine(bytes);
    whole = piece.at(-1) === LF;
  }
}

const mark = Buffer.from("\ufeff");
const LF = 10;

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
  (bytes.length === 1 && bytes[0] === LF) || (bytes.length === 2 && bytes[0] === 13 && bytes[1] === LF);
