import { withoutEnd } from "../../base/text.ts";
import type { RenderedHtml } from "./html-to-text.ts";
import { looseText } from "./loose-text.ts";
import { comparable, MOST_WORDS, saysInOrder, Wording, wordList } from "./words.ts";

/**
 * Which text a mail has whose plain text and HTML ought to say the same. Often they do not: programs forget a paragraph,
 * cut the text off, or leave only links in it. People read the HTML, so nothing that it shows may be missing:
 * - "plain": the plain text has all of it;
 * - "html": the HTML has all that the plain text has, and more, so its text is taken;
 * - or the plain text, with what only the HTML has in the place where that has it.
 * Quotations of earlier mails need not be in both. Linear and bounded: beyond 50,000 words nothing is compared.
 * @param text the plain text, line ends LF
 */
export function agreed(text: string, html: RenderedHtml): "plain" | "html" | { readonly text: string } {
  const plain = comparable(withoutLinks(text));
  const ours = new Wording(plain);
  if (ours.cut) return "plain";
  const pieces = piecesOf(html, ours, linksIn(text));
  const more = pieces.reduce((sum, { differing }) => sum + differing, 0);
  const theirs = new Wording(comparable(withoutLinks(html.text)));
  if (more === 0 || theirs.cut) return "plain";
  const paragraphs = text.split("\n\n").map((paragraph) => comparing(paragraph, theirs));
  if (isGarbled(text) && !isGarbled(html.text)) return "html";
  const lost = paragraphs.reduce((sum, { differing }) => sum + differing, 0);
  if (more <= lost && areVersions(pieces, ours, more)) return "plain";
  const marksQuotations = !isQuoting(text) || isQuoting(html.text);
  if (paragraphs.every(({ missing }) => !missing) && marksQuotations && hasLinksOf(text, html.text))
    return "html";
  return pieces.some(({ missing }) => missing) ? { text: withMissing(text, plain, pieces) } : "plain";
}

/** Whether letters were lost: a program wrote a text in a charset that lacks them. */
const isGarbled = (text: string): boolean =>
  /\p{L}[?\ufffd]\p{L}/u.test(withoutLinks(text.replaceAll("??", "?")));

/**
 * Whether as much is said in other words, so that either text will do: more than a sixth of the words differ, at most
 * half of them are not in the plain text at all, and no number differs. With fewer changed, it is the same text but for
 * a name or a "not"; with another number it asks for something else.
 */
function areVersions(pieces: readonly Piece[], ours: Wording, differing: number): boolean {
  const words = wordsOf(pieces.map(({ line }) => line).join("\n"), MOST_WORDS);
  const others = words.filter((word) => !ours.has(word)).length;
  return differing * 6 > words.length && others * 2 <= words.length && !pieces.some(({ numbers }) => numbers);
}

/**
 * A quick check before HTML is rendered: whether its words, hidden ones included, are others than those of the plain text.
 * @param html the markup of its parts
 */
export function mayDisagree(text: string, html: readonly string[]): boolean {
  const plain = comparable(withoutLinks(text));
  const ours = wordList(plain);
  if (ours.length > MOST_WORDS) return false;
  const loose = html.map(looseText).join(" ");
  const words = wordsOf(loose, MOST_WORDS);
  if (!saysInOrder(ours, words) && new Wording(plain).compare(words).missing > 0) return true;
  const known = linksIn(text);
  return [...linksIn(loose)].some((link) => !known.has(link));
}

/** A line of the HTML's own text, without quotations. */
interface Piece {
  readonly line: string;
  /** How many words of it are not in the plain text. */
  readonly differing: number;
  /** Whether something of it is not there, so that the line has to be added. */
  readonly missing: boolean;
  /** Whether a number, or another word with a digit, is not there. */
  readonly numbers: boolean;
  /** Where the plain text says the end of it; null if it does not. */
  readonly end: number | null;
}

function piecesOf(
  { text, hints, asides }: RenderedHtml,
  ours: Wording,
  known: ReadonlySet<string>,
): readonly Piece[] {
  const pieces: Piece[] = [];
  const starts = new Set(hints.quoteStarts.map((line) => line.trim()));
  let room = MOST_WORDS;
  for (const line of text.split("\n")) {
    if (room <= 0 || starts.has(line.trim())) break;
    if (line.startsWith(">")) continue;
    const own = withoutAsides(line, asides);
    let differing = [...linksIn(own)].filter((link) => !known.has(link)).length;
    let numbers = false;
    let end: number | null = null;
    for (const cell of own.split("\t")) {
      const words = wordsOf(cell, room);
      room -= words.length;
      const found = ours.compare(words);
      differing += found.missing;
      numbers ||= words.some((word, i) => found.known[i] === 0 && /\p{N}/u.test(word));
      end = found.end ?? end;
    }
    pieces.push({ line, differing, missing: differing > 0, numbers, end });
  }
  return pieces;
}

/**
 * How a paragraph of the plain text compares to the HTML: it is missing there if more is than links, names of pictures,
 * and a word here and there.
 */
function comparing(paragraph: string, theirs: Wording): Pick<Piece, "differing" | "missing"> {
  const words = wordsOf(paragraph, MOST_WORDS);
  const { missing, longest } = theirs.compare(words);
  return { differing: missing, missing: longest >= 3 || (missing > 0 && missing * 2 >= words.length) };
}

const links = /(?:https?:\/\/|mailto:|www\.)[^\s<>]{1,2000}|\[(?:cid|image|inline)[: ][^\]\n]{1,200}\]/gi;

/** Links are compared apart: in plain text they interrupt what in HTML is one sentence. Positions stay as they are. */
const withoutLinks = (text: string): string => text.replace(links, (link) => " ".repeat(link.length));

/** The links to pages in a text, without what may end the sentence. */
const linksIn = (text: string): ReadonlySet<string> =>
  new Set(
    (text.match(links) ?? [])
      .filter((link) => /^http/i.test(link))
      .map((link) => withoutEnd(link, /[/.,;:!?)\]"']/)),
  );

/** Whether the HTML's text has the links of a plain text, but for those to pictures, or most words are in the HTML only. */
function hasLinksOf(text: string, html: string): boolean {
  const words = (of: string) => wordsOf(of.replace(links, " "), MOST_WORDS).length;
  if (words(html) >= 2 * words(text)) return true;
  const found = new Set(html.match(links));
  return (text.match(links) ?? []).every(
    (link) => found.has(link) || !/^http/i.test(link) || isPicture.test(link),
  );
}

const isPicture = /\.(?:gif|png|jpe?g|webp)$/i;

const isQuoting = (text: string): boolean => /^>/m.test(text);

/** A line without the mark of a list, and without what rendering added to its words. */
const withoutAsides = (line: string, asides: ReadonlySet<string>): string =>
  // bounded: at most 200 characters between brackets
  line
    .replace(/^\s*(?:\d{1,4}\. |- )/, "")
    .replace(/\[[^[\]\n]{1,200}\]|<[^<>\n]{1,200}>/g, (aside) => (asides.has(aside) ? " " : aside));

/** The words of a text besides its links. */
const wordsOf = (text: string, most: number): readonly string[] =>
  wordList(comparable(withoutLinks(text))).slice(0, most);

/** The plain text with the missing lines after the lines that say what is before them in the HTML. */
function withMissing(text: string, plain: string, pieces: readonly Piece[]): string {
  const added = new Map<number, string[]>();
  let position: number | null = null;
  for (const { line, missing, end } of pieces) {
    if (end !== null) position = Math.max(position ?? 0, end);
    if (missing) {
      const at = position ?? -1;
      const lines = added.get(at) ?? [];
      lines.push(line);
      added.set(at, lines);
    } else if (line.trim() === "") added.get(position ?? -1)?.push("");
  }
  const ends = [...added].map(([at, lines]) => ({ at, block: lines.join("\n").trim() }));
  ends.sort((a, b) => a.at - b.at);
  // Both forms of the text have the same lines: only what is within them is changed for comparing.
  const comparedLines = plain.split("\n");
  const out: string[] = [];
  let offset = 0;
  let next = 0;
  let fresh = false;
  const put = () => {
    fresh = true;
    const block = ends[next]?.block ?? "";
    next += 1;
    if (out.length > 0 && out.at(-1)?.trim() !== "") out.push("");
    out.push(block, "");
  };
  while ((ends[next]?.at ?? 0) < 0) put();
  text.split("\n").forEach((line, i) => {
    if (!(fresh && line.trim() === "")) out.push(line);
    fresh = false;
    offset += (comparedLines[i]?.length ?? 0) + 1;
    while (next < ends.length && (ends[next]?.at ?? 0) < offset) put();
  });
  return out.join("\n").trim();
}
