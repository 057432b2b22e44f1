import { withoutEnd } from "../../base/text.ts";
import { attributionWithin, isAttribution, mayStartAttribution } from "./attribution.ts";
import { answersBelow, hasInitials, quotingInitials } from "./inline-reply.ts";
import { isForwardMark, isHeaderLine, isOriginalMark, isRule, startsHeaderBlock } from "./quoted-headers.ts";
import { isBanner, isDeviceLine, isLegalFooter, isSignatureMark, withoutSignatures } from "./signature.ts";

/** What the markup of a mail's HTML tells about quotations in it. */
export interface ReplyHints {
  /** Lines that begin or introduce a quotation, as text. */
  readonly quoteStarts: readonly string[];
  /** The texts of signatures. */
  readonly signatures: readonly string[];
}

const noHints: ReplyHints = { quoteStarts: [], signatures: [] };

/** What a mail's header tells about its text. */
export interface ReplyContext {
  /** Whether it answers another mail. If it does not, there is no history to quote. */
  readonly answers: boolean;
  /** Its author's name, "" if there is none. */
  readonly author: string;
}

const anyReply: ReplyContext = { answers: true, author: "" };

/**
 * The new part of a mail's text: without quoted history, whether the reply is above, below or between it, and without a
 * signature. Forwarded text stays, since it is new to us. When in doubt, a line is kept. A mail that answers nothing is
 * cut only where a mail program marked it: what merely looks quoted was written for us.
 * @param text line ends LF
 * @returns "" if all of it is quoted
 */
export function replyOf(text: string, hints: ReplyHints = noHints, context: ReplyContext = anyReply): string {
  return context.answers ? answerOf(text, hints, context.author) : firstMailOf(text, hints);
}

/** Of a mail that answers nothing. */
function firstMailOf(text: string, hints: ReplyHints): string {
  const all = text.split("\n");
  const starts = new Set(hints.quoteStarts.map(squeezed));
  const kept: string[] = [];
  let said = false;
  let i = 0;
  for (; i < Math.min(all.length, MOST_LINES); i++) {
    const line = all[i] ?? "";
    if (!said && isBanner(line)) {
      while (i < all.length && hasText(all[i] ?? "")) i++;
      continue;
    }
    // If it begins with a quoted mail, that is what it is about.
    if (isForwardMark(line) || (!said && isOriginalMark(line))) break;
    if (said && (isOriginalMark(line) || (starts.size > 0 && starts.has(squeezed(line))))) {
      return tidied(kept, hints);
    }
    if (said && (line === "-- " || isFooter(all, i))) return tidied(kept, hints);
    if (said && isDeviceLine(line) && nextWithWords(all, i + 1) >= all.length) break;
    kept.push(line);
    said ||= hasText(line);
  }
  return tidied(isDeviceLine(all[i] ?? "") ? kept : kept.concat(all.slice(i)), hints);
}

const hasText = (line: string): boolean => line.trim() !== "";

/** Of a mail that answers another one. */
function answerOf(text: string, hints: ReplyHints, author: string): string {
  const all = text.split("\n");
  const lines = all.slice(0, MOST_LINES);
  const starts = new Set(hints.quoteStarts.map(squeezed));
  const initials = quotingInitials(lines);
  let kept: string[] = [];
  let hasWords = false;
  /** Whether it begins with a quoted mail without quote marks: nothing tells where that ends. */
  let beginsQuoted = false;
  let quotes = false;
  let inline = false;
  let i = 0;
  let cut = false;
  while (i < lines.length) {
    const line = lines[i] ?? "";
    if (isQuoted(line) || isWrappedQuote(lines, i) || hasInitials(line, initials)) {
      quotes = true;
      i++;
      continue;
    }
    // Gmail's tracking images leave a Canadian syllabic letter.
    if (line.trim() === "" || line === "\u1427") {
      kept.push("");
      i++;
      continue;
    }
    if (!hasWords && isBanner(line)) {
      while (i < lines.length && (lines[i] ?? "").trim() !== "") i++;
      continue;
    }
    if (isForwardMark(line)) {
      kept.push(...lines.slice(i));
      break;
    }
    const shared = attributionWithin(line);
    if (shared > 0) {
      // Text, and on the same line the introduction of a quotation.
      kept.push(withoutEnd(line.slice(0, shared), /[\s-]/));
      hasWords = true;
      cut = !isQuoted(lines[nextWithWords(lines, i + 1)] ?? "");
      if (cut) break;
      i++;
      continue;
    }
    const introduction = introductionAt(lines, i, starts);
    if (introduction !== null) {
      const quoteFollows = isQuoted(lines[nextWithWords(lines, introduction.end)] ?? "");
      if (quoteFollows) {
        i = introduction.end;
        continue;
      }
      // Everything below is quoted; but if there is nothing above, the reply may be somewhere below.
      if (introduction.certain && hasWords) {
        inline ||= answersBelow(kept);
        cut = !inline;
        if (cut) break;
      }
      beginsQuoted ||= introduction.certain && !hasWords && startsQuotedMail(lines, i);
    } else if (!hasWords && (isFooter(lines, i) || isLoneSignature(lines, i, starts, author))) {
      // Nothing but a signature above a quotation.
      const end = endOfSignature(lines, i, starts);
      if (end < lines.length && end - i <= MOST_SIGNATURE_LINES) {
        i = end;
        continue;
      }
    } else if (hasWords && isNameAboveDevice(lines, i, author)) {
      i++;
      continue;
    } else if (hasWords && (isSignature(lines, i, starts, author) || isFooter(lines, i))) {
      i = endOfSignature(lines, i, starts);
      continue;
    } else if (isDeviceLine(line)) {
      // What comes below it, if anything, is a quotation without any other mark.
      if (!hasWords || endsSegment(lines, i + 1, starts)) {
        i++;
        continue;
      }
      cut = true;
      break;
    }
    kept.push(line);
    hasWords = true;
    i++;
  }
  // All of it may be quoted, or the author's: all of it is shown.
  if (cut && beginsQuoted) return "";
  if (!cut) kept = kept.concat(all.slice(MOST_LINES).filter((line) => !isQuoted(line)));
  const own = tidied(kept, hints);
  return (cut || quotes) && isSignatureAlone(own, hints) ? "" : own;
}

/** Whether a mail that is quoted without quote marks starts at line `i`. */
const startsQuotedMail = (lines: readonly string[], i: number): boolean =>
  startsHeaderBlock(lines, i) ||
  isHeaderLine(lines[i] ?? "") ||
  (isOriginalMark(lines[i] ?? "") && startsHeaderBlock(lines, nextWithWords(lines, i + 1)));

/** Whether a text is a signature that the markup names, and nothing else. */
const isSignatureAlone = (text: string, hints: ReplyHints): boolean =>
  hints.signatures.some((signature) => squeezed(signature) === squeezed(text));

/** Without signatures that the markup names, without rules at its end and more than one empty line in a row. */
function tidied(lines: string[], hints: ReplyHints): string {
  const kept = withoutSignatures(lines, hints.signatures);
  while (kept.length > 0 && ((kept.at(-1) ?? "").trim() === "" || isRule(kept.at(-1) ?? ""))) kept.pop();
  return kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "")
    .trimEnd();
}

/** No person writes more lines; only quote marks are looked for in the rest. */
const MOST_LINES = 10_000;

const isQuoted = (line: string): boolean =>
  /^[ \t]{0,3}(?:>|&gt;)/.test(line) && !isBetweenArrows(line) && !brokenAttribution.test(line);

/** ">>> Sale <<<" draws attention to a line. */
const isBetweenArrows = (line: string): boolean =>
  /^[ \t]{0,3}>>+ ?[^>\s]/.test(line) && line.trimEnd().endsWith("<<");

/** "<\nmailto:ann@example.com\n> wrote:" ends in what looks like a quotation. */
const brokenAttribution =
  // linear: anchored, with one repetition
  /^> ?(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu):\s*$/;

/** Whether a signature starts at line `i`. */
const isSignature = (
  lines: readonly string[],
  i: number,
  starts: ReadonlySet<string>,
  author: string,
): boolean =>
  isSignatureMark(
    lines,
    i,
    (at) => isQuoted(lines[at] ?? "") || introductionAt(lines, at, starts) !== null,
    author,
  );

/** Whether a signature starts at line `i`, above all words: without any, only a mark tells. */
const isLoneSignature = (
  lines: readonly string[],
  i: number,
  starts: ReadonlySet<string>,
  author: string,
): boolean =>
  /^(?:-- ?|[\u2014\u2013]|__+)\s*$/.test(lines[i] ?? "") && isSignature(lines, i, starts, author);

const MOST_SIGNATURE_LINES = 20;

/** The author's name alone, above "via mobile" and the like. */
const isNameAboveDevice = (lines: readonly string[], i: number, author: string): boolean =>
  author !== "" && squeezed(lines[i] ?? "") === squeezed(author) && isDeviceLine(lines[i + 1] ?? "");

/** Whether a legal footer starts at line `i`, as a paragraph of its own. */
const isFooter = (lines: readonly string[], i: number): boolean => {
  const above = (lines[i - 1] ?? "").trim();
  return (above === "" || isRule(above)) && isLegalFooter(lines.slice(i, i + 3).join(" "));
};

const squeezed = (text: string): string =>
  text
    .slice(0, 500)
    .replace(/[\s*_]+/g, "")
    .toLowerCase();

/** The rest of a quoted line that a mailer broke in two, between quoted lines. */
function isWrappedQuote(lines: readonly string[], i: number): boolean {
  const before = lines[i - 1] ?? "";
  const line = lines[i] ?? "";
  if (line.trim() === "" || !isQuoted(before) || !isQuoted(lines[i + 1] ?? "")) return false;
  // The rest of a broken link, or a link that a mailer put on a line of its own.
  if (/^\s*[(<]?https?:\S+(?:\s[\s>]*)?$/.test(line)) return true;
  if (/[(<]https?:[^\s()<>]*$/.test(before) && /^\s*[^\s()<>]+[)>]/.test(line)) return true;
  return (
    isQuoted(before) &&
    before.length >= 68 &&
    isQuoted(lines[i + 1] ?? "") &&
    line.length <= 40 &&
    /^\p{Ll}/u.test(line)
  );
}

interface Introduction {
  /** The line after it. */
  readonly end: number;
  /** Whether it introduces a quotation even if what follows is not marked as quoted. */
  readonly certain: boolean;
}

/** Whether a quotation is introduced at line `i`: an attribution of one to four lines, a header block, a mark. */
function introductionAt(
  lines: readonly string[],
  i: number,
  starts: ReadonlySet<string>,
): Introduction | null {
  const line = lines[i] ?? "";
  if (starts.size > 0 && starts.has(squeezed(line))) return { end: endOfHint(lines, i), certain: true };
  if (isOriginalMark(line) || startsHeaderBlock(lines, i) || isHeaderLine(line))
    return { end: i + 1, certain: true };
  if (isRule(line) && startsHeaderBlock(lines, nextWithWords(lines, i + 1)))
    return { end: i + 1, certain: true };
  let joined = "";
  for (let end = i + 1; end <= Math.min(lines.length, i + MOST_ATTRIBUTION_LINES); end++) {
    const next = lines[end - 1] ?? "";
    // Some put the address on lines of its own.
    if (next.trim() === "" && end > i + 1 && /^\s*<\s*$/.test(lines[end] ?? "")) continue;
    if (next.trim() === "" || isQuoted(next) || joined.length > 400) break;
    // The first of several lines must be able to start one.
    if (end === i + 2 && !mayStartAttribution(line)) break;
    joined = `${joined} ${next.trim()}`.trim();
    if (joined.includes("< ")) joined = joined.replaceAll("< ", "<");
    const kind = isAttribution(joined);
    if (kind === "certain") return { end, certain: true };
    if (kind === "perhaps" && isQuoted(lines[nextWithWords(lines, end)] ?? ""))
      return { end, certain: false };
  }
  return null;
}

const MOST_ATTRIBUTION_LINES = 5;

/** A hinted line may be the first of an attribution broken over several lines. */
function endOfHint(lines: readonly string[], i: number): number {
  let end = i + 1;
  while (
    end < i + MOST_ATTRIBUTION_LINES &&
    (lines[end] ?? "").trim() !== "" &&
    !isQuoted(lines[end] ?? "")
  ) {
    if (/:\s*$/.test(lines[end - 1] ?? "")) break;
    end++;
  }
  return isQuoted(lines[end] ?? "") ? end : i + 1;
}

function nextWithWords(lines: readonly string[], from: number): number {
  let i = from;
  while (i < lines.length && (lines[i] ?? "").trim() === "") i++;
  return i;
}

/** Where the signature that starts at line `i` ends: at a quotation, or at the end. */
function endOfSignature(lines: readonly string[], i: number, starts: ReadonlySet<string>): number {
  let end = i + 1;
  while (end < lines.length && !isQuoted(lines[end] ?? "") && introductionAt(lines, end, starts) === null)
    end++;
  return end;
}

/** Whether there are only quotations, or nothing, from line `from` on. */
function endsSegment(lines: readonly string[], from: number, starts: ReadonlySet<string>): boolean {
  let i = nextWithWords(lines, from);
  for (let n = 0; n < 5 && isDeviceLine(lines[i] ?? ""); n++) i = nextWithWords(lines, i + 1);
  if (i >= lines.length) return true;
  const line = lines[i] ?? "";
  return (
    isQuoted(line) ||
    isRule(line) ||
    isSignature(lines, i, starts, "") ||
    isForwardMark(line) ||
    introductionAt(lines, i, starts) !== null
  );
}
