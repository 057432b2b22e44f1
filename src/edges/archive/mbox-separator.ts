import { isMailField } from "../../domain/mail/index.ts";

/** What separates the mails of an mbox: a "From " line, and a mail's header below it. */

/** How sure a line is a separator by itself; the less it is, the more has to follow. */
export type SeparatorKind =
  /** "From someone@x.example Thu Jan  1 00:00:00 1970", and its variants: a zone, no seconds, the day first. */
  | "dated"
  /** A date in another form. */
  | "nearly"
  /** One word, an address as a rule, and no date. */
  | "bare"
  | "other";

/** @param line with "From " at its start */
export function separatorKind(line: Uint8Array): SeparatorKind {
  const text = textOf(line).trimEnd();
  const hasYear = /\b(?:19|20)\d\d\b/.test(text);
  if (hasYear && dated.test(text)) return "dated";
  if (hasYear && day.test(text) && /\b\d{1,2}:\d\d\b/.test(text)) return "nearly";
  return /^From \S+$/.test(text) ? "bare" : "other";
}

/**
 * How many of a mail's usual header fields have to follow a "From " line so that it separates mails, 0 if it never does.
 * @param usual how the first separator of the file is written
 */
export function fieldsNeeded(kind: SeparatorKind, usual: SeparatorKind, afterEmpty: boolean): 0 | 1 | 2 {
  const isDated = usual === "dated" || usual === "nearly";
  if (kind === "dated" && isDated) return 1;
  if (!afterEmpty) return 0;
  if (kind === "dated" || (kind === usual && kind !== "other")) return 1;
  return kind === "other" && isDated ? 0 : 2;
}

/**
 * Looks through the lines below a "From " line until they are known to be a mail's header, or known not to be.
 * @param needed how many of a mail's usual fields it must have, each once
 * @returns for each line: null as long as more is needed
 */
export function headerCheck(needed: number): (line: Uint8Array) => boolean | null {
  const found = new Set<string>();
  let lines = 0;
  let bytes = 0;
  return (line) => {
    lines += 1;
    bytes += line.length;
    if (lines > MOST_LINES || bytes > MOST_BYTES) return false;
    const text = textOf(line);
    // One more "From " line that a program has put there, escaped.
    if (lines === 1 && /^>+From /.test(text)) return null;
    if (lines > 1 && /^[ \t]+\S/.test(text)) return null;
    // bounded: at most 400 characters, cut by textOf
    const name = /^([!-9;-~]{1,100})[ \t]*:/.exec(text)?.[1]?.toLowerCase();
    if (name === undefined) return false;
    if (isMailField(name)) found.add(name);
    return found.size >= needed ? true : null;
  };
}

const MOST_LINES = 200;
const MOST_BYTES = 64 * 1024;

const textOf = (line: Uint8Array): string => Buffer.from(line.subarray(0, 400)).toString("latin1");

const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const weekday = "\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,2}";
const time = "\\d{1,2}:\\d\\d(?::\\d\\d)?(?: [AP]M)?";
const zone = "(?:[+-]\\d{4}|[A-Z]{2,5}|\\([A-Z]{2,5}\\))";
const day = new RegExp(`${weekday}(?:${month} {1,2}\\d{1,2}|\\d{1,2} ${month})\\b`);

// bounded: at most 400 characters, cut by textOf
const dated = new RegExp(
  `^From .*${weekday}(?:${month} {1,2}\\d{1,2}(?:,? (?:19|20)\\d\\d)?|\\d{1,2} ${month},?(?: (?:19|20)\\d\\d)?) {1,2}${time}(?: ${zone}){0,2}(?: (?:19|20)\\d\\d)?(?: ${zone}){0,2}(?: remote from \\S+)?$`,
);
