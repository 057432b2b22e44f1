import type { Buffer } from "node:buffer";
import { type TextElements, xmlText } from "./xml-text.ts";
import { type Entry, entriesOf, type Room } from "./zip.ts";

/** A kind of document: which of its files have text, and where in them. */
interface Kind {
  readonly part: RegExp;
  readonly elements: TextElements;
}

const of = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

const kinds: readonly Kind[] = [
  // Word (ECMA-376 part 1, 17): text is in runs; deleted text is in elements of another name.
  {
    part: /^word\/(?:document|footnotes|endnotes|comments|header\d{1,3}|footer\d{1,3})\.xml$/,
    elements: { text: of("t"), lines: of("p", "br"), spaces: of("tab") },
  },
  // Excel (18): most text is shared; a cell's value may be the number of such a text.
  {
    part: /^xl\/(?:sharedStrings|worksheets\/sheet\d{1,4}|comments\d{1,4})\.xml$/,
    elements: {
      text: of("t", "v"),
      lines: of("si", "row", "comment"),
      spaces: of("c"),
      skip: of("rPh"),
      isNone: (name, tag) => name === "c" && tag.includes('t="s"'),
    },
  },
  // PowerPoint (19)
  {
    part: /^ppt\/(?:slides|notesSlides)\/\w{1,20}\.xml$/,
    elements: { text: of("t"), lines: of("p", "br") },
  },
  // OpenDocument 1.3, part 3
  {
    part: /^content\.xml$/,
    elements: {
      text: of("p", "h"),
      lines: of("p", "h", "line-break"),
      spaces: of("s", "tab"),
      skip: of("tracked-changes"),
    },
  },
];

/**
 * The text of a document of Word, Excel, PowerPoint, or OpenDocument; null for what is none.
 * @param most characters that are returned
 */
export function officeText(bytes: Buffer, room: Room, most: number): string | null {
  const entries = entriesOf(bytes);
  for (const { part, elements } of kinds) {
    const parts = entries.filter(({ name }) => part.test(name));
    if (parts.length > 0) return joined(parts, elements, room, most);
  }
  return null;
}

function joined(parts: readonly Entry[], elements: TextElements, room: Room, most: number): string {
  let text = "";
  for (const part of parts) {
    if (text.length >= most) break;
    const xml = part.read(room);
    if (xml) text += `${xmlText(xml.toString("utf8"), elements, most - text.length)}\n`;
  }
  return text;
}
