import { withoutEnd } from "../../base/text.ts";
import type { ReplyHints } from "../../domain/mail/index.ts";
import { droppedWithContent, endsForeign, foreign, renamed } from "./html-allowed.ts";
import { parseHtml } from "./html-parser.ts";
import { Lines, type Mark } from "./lines.ts";
import { type Attributes, quoteKind } from "./quote-marks.ts";
import { Hiding } from "./visibility.ts";

/** HTML as plain text, and what its markup tells about quotations. */
export interface RenderedHtml {
  readonly text: string;
  readonly hints: ReplyHints;
  /** What was added to the words: descriptions of images, and targets of links. */
  readonly asides: ReadonlySet<string>;
}

/**
 * Renders HTML as text that reads like the mail: paragraphs, lists, tables by row, quotations with "> ", link targets
 * that the text does not show. What a browser would not show is left out. Never fails; linear in the length.
 */
export function renderHtml(html: string): RenderedHtml {
  const lines = new Lines();
  const open: Open[] = [];
  const lists: { ordered: boolean; next: number }[] = [];
  const cuts: string[] = [];
  const signatures: string[] = [];
  const asides = new Set<string>();
  const aside = (text: string) => {
    lines.exactly(text);
    if (asides.size < MOST_ASIDES) asides.add(text.trim());
  };
  const cut = (line: string) => {
    if (cuts.length < MOST_CUTS && line.length <= LONGEST_CUT) cuts.push(line);
  };
  let skipping = 0;
  let inForeign = false;
  let pre = 0;
  const hiding = new Hiding(html);

  parseHtml(html, {
    onopentag(original, attributes: Attributes) {
      const name = renamed.get(original) ?? original;
      if (inForeign && endsForeign.has(original)) {
        for (let i = open.length - 1; open[i]?.skip; i--) Object.assign(open[i] ?? {}, { skip: false });
        skipping = 0;
        inForeign = false;
      }
      const around = open.at(-1);
      const seen = hiding.open(original, attributes);
      const visible = skipping > 0 ? null : seen;
      const entry: Open = {
        name,
        skip: false,
        quote: false,
        signature: null,
        link: null,
        sizeless: visible?.sizeless ?? around?.sizeless ?? false,
        unseen: visible?.unseen ?? around?.unseen ?? false,
      };
      open.push(entry);
      if (visible === null || visible.hidden || droppedWithContent.has(name)) {
        entry.skip = true;
        skipping++;
        if (skipping === 1) {
          inForeign = foreign.has(name);
        }
        return;
      }
      const kind = quoteKind(name, attributes);
      if (kind === "cut") lines.watch(cut);
      if (kind === "signature" && signatures.length < MOST_SIGNATURES) entry.signature = lines.mark();
      if (kind === "quote" || kind === "attribution") {
        if (kind === "attribution") lines.watch(cut);
        else {
          entry.quote = true;
          lines.block();
          lines.quote++;
        }
      }
      if (name === "br") lines.newline();
      else if (name === "hr") {
        lines.block();
        lines.text("----------");
        lines.block();
      } else if (name === "pre") {
        lines.paragraph();
        pre++;
      } else if (name === "ul" || name === "ol") {
        if (lists.length === 0) lines.paragraph();
        lists.push({ ordered: name === "ol", next: Number.parseInt(attributes.start ?? "1", 10) || 1 });
      } else if (name === "li") {
        lines.block();
        const list = lists.at(-1);
        const mark = list?.ordered ? `${list.next++}. ` : "- ";
        lines.exactly(`${"  ".repeat(Math.min(8, Math.max(0, lists.length - 1)))}${mark}`);
      } else if (name === "td" || name === "th") {
        lines.cell();
      } else if (name === "img" && !entry.unseen) {
        const alt = attributes.alt?.trim() ?? "";
        if (alt !== "") {
          const shown = `[${alt.slice(0, 200).replace(/\s+/g, " ")}]`;
          if (asides.size < MOST_ASIDES) asides.add(shown);
          lines.text(shown);
        }
      } else if (name === "a") {
        entry.link = { href: attributes.href?.trim() ?? "", from: lines.mark() };
      } else if (paragraphs.has(name)) lines.paragraph();
      else if (blocks.has(name)) lines.block();
    },
    onclosetag() {
      hiding.close();
      const entry = open.pop();
      if (entry === undefined) return;
      if (entry.skip) {
        skipping--;
        inForeign &&= skipping > 0;
        return;
      }
      const { name } = entry;
      if (entry.link !== null) closeLink(lines, entry.link, aside);
      if (name === "pre") {
        pre--;
        lines.paragraph();
      } else if (name === "ul" || name === "ol") {
        lists.pop();
        if (lists.length === 0) lines.paragraph();
      } else if (paragraphs.has(name)) lines.paragraph();
      else if (blocks.has(name)) lines.block();
      if (entry.quote) {
        lines.block();
        lines.quote--;
      }
      if (entry.signature !== null && signatures.length < MOST_SIGNATURES) {
        const signature = lines.since(entry.signature, LONGEST_SIGNATURE).trim();
        if (signature !== "") signatures.push(signature);
      }
    },
    ontext(data) {
      const around = open.at(-1);
      if (skipping > 0 || around?.sizeless || around?.unseen) return;
      if (pre > 0) lines.verbatim(data);
      else lines.text(data);
    },
  });
  const quoteStarts = cuts.filter((line) => line !== "");
  return { text: lines.toString(), hints: { quoteStarts, signatures }, asides };
}

interface Open {
  readonly name: string;
  skip: boolean;
  quote: boolean;
  signature: Mark | null;
  link: Link | null;
  /** Whether the letters in it have no size. */
  readonly sizeless: boolean;
  /** Whether the letters in it are hidden. */
  readonly unseen: boolean;
}

interface Link {
  readonly href: string;
  readonly from: Mark;
}

/** Adds the target of a link unless its text shows it. */
function closeLink(lines: Lines, { href, from }: Link, aside: (text: string) => void): void {
  if (!/^(https?:\/\/|mailto:)/i.test(href) || href.length > LONGEST_LINK) return;
  const bare = (text: string) => withoutEnd(text.replace(/^(https?:\/\/|mailto:)/i, ""), /\//).toLowerCase();
  const text = lines.since(from, LONGEST_LINK).trim();
  if (text === "" || bare(href).startsWith(bare(text)) || bare(text).includes(bare(href))) return;
  aside(` <${href.replace(/^mailto:/i, "")}>`);
}

/** The most quotation starts, and signatures, that are returned. */
const MOST_CUTS = 50;
const MOST_SIGNATURES = 5;
const MOST_ASIDES = 10_000;
/** The maximum length of a line that introduces a quotation. */
const LONGEST_CUT = 2_000;
const LONGEST_LINK = 200;
const LONGEST_SIGNATURE = 5_000;

const paragraphs = new Set("p h1 h2 h3 h4 h5 h6 blockquote dl figure table".split(" "));
const blocks = new Set(
  "div tr dt dd section article header footer main aside nav address center form fieldset li body caption option".split(
    " ",
  ),
);
