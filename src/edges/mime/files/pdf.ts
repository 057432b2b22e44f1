import type { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import { dictionaryAt, type Objects, objectsOf, references } from "./pdf-objects.ts";
import { type Font, fontOf, shownText } from "./pdf-shown.ts";
import { inflated, type Room, spend } from "./zip.ts";

/** The most pages, and parts of one page, that are read. */
const MOST_PAGES = 1_000;
const MOST_PARTS = 100;
const DEEPEST = 8;
/** The most fonts of a file. */
const MOST_FONTS = 500;

/**
 * The text of a PDF (ISO 32000-2), page by page as it is drawn: streams that are packed by Flate or not at all, fonts with a
 * ToUnicode map or the usual encoding. What is scanned has no text, and neither has what is encrypted.
 * @param most characters that are returned
 */
export function pdfText(bytes: Buffer, room: Room, most: number): string {
  const objects = objectsOf(bytes.toString("latin1"), {
    unpack: (packed) => inflated(packed, room, inflateSync),
    spend: (length) => spend(room, length),
  });
  if (objects === null) return "";
  const fonts = new Map<string, Font>();
  let text = "";
  let pages = 0;
  for (const page of objects.pages()) {
    if (text.length >= most || pages >= MOST_PAGES) break;
    pages += 1;
    const contents = contentsOf(page, objects);
    const known = fontsOf(page, objects, fonts);
    text += `${shownText(contents, known, most - text.length)}\n`;
  }
  return text;
}

function contentsOf(page: string, objects: Objects): string {
  const value = dictionaryAt(page, "Contents");
  if (value === null) return "";
  let parts = references(value).slice(0, MOST_PARTS);
  // A reference to a list of them.
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const list = objects.text(only);
    if (list?.trimStart().startsWith("[")) parts = references(list).slice(0, MOST_PARTS);
  }
  return parts.map((part) => objects.stream(part) ?? "").join("\n");
}

/** The fonts of a page by their names in it; what a page does not say, the one above it does. */
function fontsOf(page: string, objects: Objects, known: Map<string, Font>): ReadonlyMap<string, Font> {
  const fonts = new Map<string, Font>();
  let at: string | null = page;
  for (let depth = 0; at !== null && depth < DEEPEST; depth += 1) {
    const resources = resolved(dictionaryAt(at, "Resources"), objects);
    const named = resources && resolved(dictionaryAt(resources, "Font"), objects);
    if (named) {
      for (const [, name = "", number = ""] of named.matchAll(
        /\/([^\s/<>[\]()]{1,60})\s{1,4}(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R/g,
      )) {
        const font = known.get(number) ?? (known.size < MOST_FONTS ? fontOf(Number(number), objects) : null);
        if (font === null) continue;
        known.set(number, font);
        fonts.set(name, font);
        if (fonts.size > MOST_PARTS) return fonts;
      }
      return fonts;
    }
    const [parent] = references(dictionaryAt(at, "Parent") ?? "");
    at = parent === undefined ? null : objects.text(parent);
  }
  return fonts;
}

/** A value, or the object that it refers to. */
function resolved(value: string | null, objects: Objects): string | null {
  if (value === null || value.trimStart().startsWith("<<")) return value;
  const [number] = references(value);
  return number === undefined ? null : objects.text(number);
}
