import { Buffer } from "node:buffer";

/** The objects of a PDF, by their numbers. */
export interface Objects {
  /** An object as text, without its stream; null if there is none. */
  text(number: number): string | null;
  /** Its stream, unpacked, a character a byte; null if it has none, or one that cannot be unpacked. */
  stream(number: number): string | null;
  /** The pages' dictionaries, in the order of the file. */
  pages(): Iterable<string>;
}

const MOST_OBJECTS = 200_000;
/** The most characters of a dictionary. */
const LONGEST = 16 * 1024;

interface Reading {
  readonly unpack: (packed: Buffer) => Buffer | null;
  readonly spend: (bytes: number) => boolean;
}

interface Place {
  readonly text: string;
  /** Where its stream is; null if it has none, as an object within another one's stream. */
  readonly stream: { readonly from: number; readonly to: number } | null;
}

/**
 * Finds the objects of a PDF by looking through all of it, so that a broken or missing table does not matter; of several with
 * one number the last counts.
 * @param file a character a byte
 * @param reading gives null for what cannot be unpacked, and false once too much has been read
 * @returns null for an encrypted one
 */
export function objectsOf(file: string, { unpack, spend }: Reading): Objects | null {
  const places = new Map<number, Place>();
  const packed: number[] = [];
  let encrypted = false;
  const start = /(\d{1,9})\s{1,4}\d{1,5}\s{1,4}obj\b/g;
  for (let found = start.exec(file); found !== null; found = start.exec(file)) {
    const from = start.lastIndex;
    const end = endOf(file, from);
    const text = file.slice(from, end);
    const begin = streamAt(file, end);
    const stream = begin === null ? null : { from: begin, to: streamEnd(file, text, begin) };
    const number = Number(found[1]);
    places.set(number, { text, stream });
    if (/\/Type\s{0,4}\/ObjStm\b/.test(text)) packed.push(number);
    if (/\/Type\s{0,4}\/XRef\b/.test(text) && /\/Encrypt\b/.test(text)) encrypted = true;
    // What is in a stream is not looked through.
    if (stream !== null) start.lastIndex = stream.to;
    if (places.size > MOST_OBJECTS) break;
  }
  const trailer = file.lastIndexOf("trailer");
  if (trailer >= 0 && /\/Encrypt\b/.test(file.slice(trailer, trailer + 4096))) encrypted = true;
  if (encrypted) return null;
  const objects: Objects = {
    text: (number) => places.get(number)?.text ?? null,
    stream(number) {
      const place = places.get(number);
      if (!place || place.stream === null) return null;
      const { from, to } = place.stream;
      if (!spend(to - from)) return null;
      const bytes = Buffer.from(file.slice(from, to), "latin1");
      const filter = dictionaryAt(place.text, "Filter");
      if (filter === null) return bytes.toString("latin1");
      const names = filter.match(/\/\w{1,30}/g) ?? [];
      if (names.length !== 1 || !/^\/(?:FlateDecode|Fl)$/.test(names[0] ?? "")) return null;
      // Predictors are for pictures and tables.
      if (/\/Predictor\s{1,4}(?:[2-9]|1\d)/.test(place.text)) return null;
      return unpack(bytes)?.toString("latin1") ?? null;
    },
    *pages() {
      for (const { text } of places.values()) if (/\/Type\s{0,4}\/Page\b/.test(text)) yield text;
    },
  };
  for (const number of packed) unpackObjects(number, objects, places);
  return objects;
}

/** Objects within a stream (7.5.7): pairs of a number and a place, then the objects. */
function unpackObjects(number: number, objects: Objects, places: Map<number, Place>): void {
  const text = objects.text(number) ?? "";
  const first = Number(/\/First\s{1,4}(\d{1,9})/.exec(text)?.[1] ?? Number.NaN);
  const stream = Number.isNaN(first) ? null : objects.stream(number);
  if (stream === null) return;
  const pairs = (stream.slice(0, first).match(/\d{1,9}/g) ?? []).map(Number);
  for (let at = 0; at + 1 < pairs.length && places.size <= MOST_OBJECTS; at += 2) {
    const [name = 0, offset = 0, , next] = pairs.slice(at, at + 4);
    const end = next === undefined ? stream.length : first + next;
    const object = stream.slice(first + offset, Math.min(end, first + offset + LONGEST));
    if (!places.has(name)) places.set(name, { text: object, stream: null });
  }
}

/** Where an object's text ends: at its stream or its end. */
function endOf(file: string, from: number): number {
  const near = file.slice(from, from + LONGEST);
  const found = /\b(?:endobj|stream|obj)\b/.exec(near);
  return from + (found?.index ?? near.length);
}

/** Where a stream's bytes begin; null if there is none at that place. */
function streamAt(file: string, at: number): number | null {
  if (!file.startsWith("stream", at)) return null;
  const next = at + "stream".length;
  if (file.startsWith("\r\n", next)) return next + 2;
  return file.charAt(next) === "\n" || file.charAt(next) === "\r" ? next + 1 : next;
}

/** Where a stream ends: as its dictionary says if that is so, else at the next sign of its end. */
function streamEnd(file: string, text: string, from: number): number {
  const length = /\/Length\s{1,4}(\d{1,9})(?!\s{1,4}\d{1,5}\s{1,4}R)\b/.exec(text)?.[1];
  const claimed = from + Number(length ?? Number.NaN);
  if (claimed <= file.length && file.slice(claimed, claimed + 12).includes("endstream")) return claimed;
  const end = file.indexOf("endstream", from);
  return end < 0 ? file.length : end;
}

/** The value of a name in a dictionary, as text; null if it is not there. Inner dictionaries are not looked into. */
export function dictionaryAt(text: string, name: string): string | null {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (two === "<<" || two === ">>") {
      depth += two === "<<" ? 1 : -1;
      at += 1;
    } else if (depth === 1 && text.charAt(at) === "/" && text.startsWith(name, at + 1)) {
      const end = at + 1 + name.length;
      if (/[A-Za-z0-9]/.test(text.charAt(end))) continue;
      return valueAt(text, end);
    }
  }
  return null;
}

/** A value to its end: of a dictionary or list all of it, of anything else what is before the next name. */
function valueAt(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    const char = text.charAt(at);
    if (two === "<<" || two === ">>") {
      if (two === ">>" && depth === 0) return text.slice(from, at);
      depth += two === "<<" ? 1 : -1;
      at += 1;
      if (depth === 0) return text.slice(from, at + 1);
    } else if (char === "[") depth += 1;
    else if (char === "]") {
      depth -= 1;
      if (depth <= 0) return text.slice(from, at + 1);
    } else if (char === "/" && depth === 0 && text.slice(from, at).trim() !== "") return text.slice(from, at);
  }
  return text.slice(from);
}

/** The numbers of the objects that a value refers to. */
export const references = (value: string): readonly number[] =>
  [...value.matchAll(/(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b/g)].map(([, number]) => Number(number));
