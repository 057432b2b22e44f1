/** Our own mail, quoted in the reply to it: we wrote it, so its text is known exactly, and nothing has to be guessed. */
import { isAttribution, mayStartAttribution } from "./attribution.ts";
import { isOwnAttribution } from "./own-attribution.ts";
import { isOriginalMark, isRule, labelOf, startsWithLabel } from "./quoted-headers.ts";
import { hasSignsOfOthers } from "./quoted-signs.ts";
import { lettersIn, withoutRepeatedLinks } from "./repeated-links.ts";

/** A mail of ours that a reply may quote. */
export interface QuotedMail {
  readonly subject: string;
  /** As plain text, line ends LF. */
  readonly text: string;
  /** The addresses and the name that it is from: what the line above a quotation names. */
  readonly names: readonly string[];
}

export type WithoutQuotation =
  /** All that its author wrote: the text without our mail, and without the lines that introduce it. */
  | { readonly kind: "whole"; readonly text: string }
  /** Part of our mail is in it, and it cannot be told exactly where it begins and ends. */
  | { readonly kind: "doubtful" };

/**
 * The text of a reply without our mail that it quotes. Only our mail from its first word to its last is removed, however
 * its lines were marked and wrapped, and only where the lines above introduce it without doubt; everything else is the
 * author's, such as other quotations, headers, dashes and signatures. Linear in the lengths of both.
 * @param text line ends LF
 * @param ours the mails that it may quote
 * @param known sentences that only mail of ours has: with one of them left, a quotation was not recognised
 */
export function withoutOwnQuotation(
  text: string,
  ours: readonly QuotedMail[],
  known: readonly string[],
): WithoutQuotation {
  const lines = text.split("\n");
  const letters = lettersOf(lines);
  let kept = lines;
  for (const mail of ours) {
    const found = placeOf(mail, letters);
    if (found === null) continue;
    const quoted = lines.slice(found.from, found.to).join("\n");
    const around = hasSignsOfOthers(quoted, mail.text) ? null : cutOut(lines, found, mail);
    if (around === null) return { kind: "doubtful" };
    kept = around;
    break;
  }
  const left = kept
    .join("\n")
    .replace(/^(?:[^\S\n]*\n)+/, "")
    .trimEnd();
  const doubtful = known.some((one) => hasPartOf(one, squeezed(left))) || ours.some((one) => isIn(one, left));
  return doubtful ? { kind: "doubtful" } : { kind: "whole", text: left };
}

/** Whether a text has sentences of a mail of ours: its first, its last two, or its subject. */
function isIn({ subject, text }: QuotedMail, left: string): boolean {
  const paragraphs = text.trim().split(/\n{2,}/);
  const letters = squeezed(left);
  const first = squeezed(paragraphs[0] ?? "");
  if (first.length >= TELLING && letters.includes(first)) return true;
  if (
    paragraphs
      .slice(1)
      .slice(-2)
      .some((one) => hasPartOf(one, letters))
  )
    return true;
  const spaced = (one: string) => one.replace(/\s+/g, " ");
  return subject !== "" && spaced(left).includes(spaced(subject));
}

/** The letters and digits of a text, and the line that each is in: what survives quote marks, wrapping and other quotes. */
interface Letters {
  readonly text: string;
  /** For each line, how many there are before it; one more at the end. */
  readonly before: readonly number[];
}

function lettersOf(lines: readonly string[]): Letters {
  const before: number[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const line of lines) {
    before.push(length);
    const part = line === "" ? "" : squeezed(line);
    parts.push(part);
    length += part.length;
  }
  before.push(length);
  return { text: parts.join(""), before };
}

const squeezed = (text: string): string => lettersIn(withoutRepeatedLinks(text));

interface Place {
  /** The first line of it, and the line after its last. */
  readonly from: number;
  readonly to: number;
}

/** Where the whole mail is quoted, in lines of its own; null if it is not. */
function placeOf({ text }: QuotedMail, { text: all, before }: Letters): Place | null {
  const wanted = squeezed(text);
  if (wanted === "") return null;
  const at = indexIn(all, wanted);
  if (at < 0) return null;
  const from = lineAt(before, at);
  const last = lineAt(before, at + wanted.length - 1);
  const ownLines = before[from] === at && before[last + 1] === at + wanted.length;
  return ownLines ? { from, to: last + 1 } : null;
}

/** The line in which the letter at a position is. */
function lineAt(before: readonly number[], position: number): number {
  let low = 0;
  let high = before.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((before[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first place of one text in another (Knuth, Morris and Pratt): linear, whatever the texts are. */
function indexIn(text: string, wanted: string): number {
  const back = new Int32Array(wanted.length);
  for (let i = 1, k = 0; i < wanted.length; i++) {
    while (k > 0 && wanted.charCodeAt(i) !== wanted.charCodeAt(k)) k = back[k - 1] ?? 0;
    if (wanted.charCodeAt(i) === wanted.charCodeAt(k)) k++;
    back[i] = k;
  }
  for (let i = 0, k = 0; i < text.length; i++) {
    while (k > 0 && text.charCodeAt(i) !== wanted.charCodeAt(k)) k = back[k - 1] ?? 0;
    if (text.charCodeAt(i) === wanted.charCodeAt(k)) k++;
    if (k === wanted.length) return i - k + 1;
  }
  return -1;
}

const isMarked = (line: string): boolean => /^[ \t]*[>|]/.test(line);
const isEmpty = (line: string): boolean => /^[\s>|]*$/.test(line);

/** The lines without our mail and what introduces it; null if that cannot be told exactly. */
function cutOut(lines: readonly string[], { from, to }: Place, mail: QuotedMail): string[] | null {
  const above = lines.slice(0, from);
  while (above.length > 0 && isEmpty(above.at(-1) ?? "")) above.pop();
  // Not shift(): it moves all lines after the first.
  let next = to;
  while (next < lines.length && isEmpty(lines[next] ?? "")) next++;
  const below = lines.slice(next);
  if (isMarked(below[0] ?? "")) return null;
  const introduced = isMarked(above.at(-1) ?? "")
    ? markedAttribution(above, mail)
    : introductionOf(above, mail);
  if (introduced === null) return null;
  const text = above.slice(0, above.length - introduced);
  while (text.length > 0 && (text.at(-1) ?? "").trim() === "") text.pop();
  return [...text, ...(below.length === 0 ? [] : ["", ...below])];
}

/** How many lines at the end introduce our mail: an attribution or a header, 0 for none; null if that is in doubt. */
function introductionOf(above: readonly string[], mail: QuotedMail): number | null {
  const last = above.at(-1) ?? "";
  if (last.trim() === "") return 0;
  const isOurs = (text: string) => isNamed(text, mail.names);
  const header = headerAbove(above, mail, isOurs) || bareHeaderAbove(above, mail, isOurs);
  if (header !== 0) return header;
  const attribution = attributionAbove(above, mail);
  if (attribution === null) return null;
  if (attribution > 0) return attribution + (isOriginalMark(above.at(-attribution - 1) ?? "") ? 1 : 0);
  const isOne = (line: string) => isAttribution(line.trim()) !== null;
  const isNear = above.slice(-5).some((line) => isOurs(line) && isOne(line));
  const doubtful = isNear || isOurs(last) || isRule(last) || isOriginalMark(last) || isOne(last);
  return doubtful ? null : 0;
}

const endsInColon = (line: string): boolean => /[:：]$/.test(line.trimEnd());

/** How many lines at the end are an attribution with one of our names; 0 for none, null if that is in doubt. */
function attributionAbove(above: readonly string[], { names }: QuotedMail): number | null {
  const parts = [1, 2, 3, 4, 5].filter(
    (count) => above.length >= count && above.slice(-count).every((line) => line.trim() !== ""),
  );
  const exact = parts.find((count) => isOwnAttribution(above.slice(-count), names));
  if (exact !== undefined) return exact;
  const attributions = parts.filter((count) => {
    const part = above.slice(-count);
    const joined = part.map((line) => line.trim()).join(" ");
    if (count > 1 && !mayStartAttribution(part[0] ?? "")) return false;
    // What follows "wrote:" on a line of its own is the author's.
    if (!endsInColon(joined) || part.slice(0, -1).some(endsInColon)) return false;
    return isAttribution(joined) !== null && isNamed(joined, names);
  });
  return attributions.length > 1 ? null : (attributions[0] ?? 0);
}

/**
 * How many lines at the end are an attribution that is marked like the quotation, as Apple Mail does; null if something
 * else is there, such as a warning that a server put into our mail, or an earlier reply.
 */
function markedAttribution(above: readonly string[], mail: QuotedMail): number | null {
  const { names } = mail;
  const first = above.findLastIndex((line) => !isMarked(line)) + 1;
  const count = above.length - first;
  const joined = above.slice(first).map((line) => line.replace(/^[\s>|]+/, "").trimEnd());
  const header = headerAbove(joined, mail, (line) => isNamed(line, mail.names));
  if (header !== null && header > 0 && header === count) return count;
  const text = joined.join(" ");
  const exact = count > 0 && count <= 5 && isOwnAttribution(joined, names);
  const certain = () => isNamed(text, names) && isAttribution(text) === "certain";
  const ends = endsInColon(text) && !joined.slice(0, -1).some(endsInColon);
  return exact || (count <= 4 && ends && certain()) ? count : null;
}

/** Whether a text has one of our names in it. */
const isNamed = (text: string, names: readonly string[]): boolean =>
  names.some((name) => squeezed(name) !== "" && squeezed(text).includes(squeezed(name)));

// bounded: at most 500 characters, cut where it is used
const headerLine = /^\s*\*?\p{L}[\p{L} .-]{0,24}\*?\s?[:：]/u;

/** How many lines at the end are the header of our mail, as Outlook writes it; 0 for none, null if that is in doubt. */
function headerAbove(
  above: readonly string[],
  { subject }: QuotedMail,
  isOurs: (text: string) => boolean,
): number | null {
  let count = 0;
  while (count < above.length && headerLine.test((above.at(-count - 1) ?? "").slice(0, 500))) count++;
  const block = above.slice(above.length - count);
  if (!block.some((line) => squeezed(line).endsWith(squeezed(subject)))) return 0;
  const begins = block.findIndex(isOurs);
  // Lines of the text that look like a header may be above it.
  if (count < 3 || !(begins === 0 || (begins === 1 && isDatedHeader(block)))) return null;
  const rule = above[above.length - count - 1] ?? "";
  return isRule(rule) || isOriginalMark(rule) ? count + 1 : count;
}

/** How many lines at the end are a mark and the header of our mail without colons, as eM Client writes it; 0 for none. */
function bareHeaderAbove(
  above: readonly string[],
  { subject }: QuotedMail,
  isOurs: (text: string) => boolean,
): number {
  const mark = above.slice(-7).findLastIndex(isOriginalMark);
  if (mark < 0) return 0;
  const block = above.slice(-7).slice(mark + 1);
  const ends = squeezed(block.at(-1) ?? "").endsWith(squeezed(subject));
  if (block.length < 3 || !ends || !isOurs(block[0] ?? "")) return 0;
  return block.every(startsWithLabel) ? block.length + 1 : 0;
}

/** Whether a header begins with its date, as GMX writes it, and has no field twice: nothing of it is the text above. */
function isDatedHeader(block: readonly string[]): boolean {
  const labels = block.map(labelOf);
  const [date = ""] = block;
  const dated = labels[0] === "sent" && /(?:19|20)\d\d/.test(date) && /\d{1,2}[:.]\d\d/.test(date);
  return dated && !labels.includes(null) && new Set(labels).size === labels.length;
}

/** Letters of one of our sentences in a row that nobody else writes. */
const TELLING = 24;

/** Whether a text has a part of one of our sentences. @param text letters and digits alone */
function hasPartOf(sentence: string, text: string): boolean {
  const wanted = squeezed(sentence);
  if (wanted.length < TELLING) return wanted.length >= TELLING / 2 && text.includes(wanted);
  const parts = new Set<string>();
  for (let i = 0; i + TELLING <= wanted.length; i++) parts.add(wanted.slice(i, i + TELLING));
  for (let i = 0; i + TELLING <= text.length; i++) if (parts.has(text.slice(i, i + TELLING))) return true;
  return false;
}
