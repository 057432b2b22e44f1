import { Buffer } from "node:buffer";
import { dictionaryAt, type Objects, references } from "./pdf-objects.ts";

/** How a font's codes are read. */
export interface Font {
  /** The bytes of a code. */
  readonly width: 1 | 2;
  readonly letters: ReadonlyMap<number, string>;
}

const MOST_LETTERS = 70_000;
const usual = new TextDecoder("windows-1252");

/** A font, by its map to Unicode (9.10); without one, codes of one byte are as in Windows' usual encoding. */
export function fontOf(number: number, objects: Objects): Font {
  const text = objects.text(number) ?? "";
  const [map] = references(dictionaryAt(text, "ToUnicode") ?? "");
  const width = /\/Subtype\s{0,4}\/Type0\b/.test(text) ? 2 : 1;
  return { width, letters: lettersOf(map === undefined ? "" : (objects.stream(map) ?? "")) };
}

function lettersOf(map: string): ReadonlyMap<number, string> {
  const letters = new Map<number, string>();
  for (const part of sections(map, "bfchar"))
    for (const [, code = "", to = ""] of part.matchAll(/<([0-9a-f]{1,8})>\s{0,9}<([0-9a-f]{1,64})>/gi))
      if (letters.size < MOST_LETTERS) letters.set(Number.parseInt(code, 16), unicode(to));
  for (const part of sections(map, "bfrange"))
    for (const [, from = "", to = "", first = "", list = ""] of part.matchAll(
      /<([0-9a-f]{1,8})>\s{0,9}<([0-9a-f]{1,8})>\s{0,9}(?:<([0-9a-f]{1,64})>|\[([^\]]{0,8192})\])/gi,
    )) {
      const start = Number.parseInt(from, 16);
      const each =
        list === "" ? null : [...list.matchAll(/<([0-9a-f]{1,64})>/gi)].map(([, one = ""]) => unicode(one));
      const base = each ? "" : unicode(first);
      for (let code = start; code <= Number.parseInt(to, 16) && letters.size < MOST_LETTERS; code += 1) {
        const letter = each ? each[code - start] : raised(base, code - start);
        if (letter === undefined) break;
        letters.set(code, letter);
      }
    }
  return letters;
}

function* sections(map: string, name: string): Generator<string> {
  for (let at = map.indexOf(`begin${name}`); at >= 0; ) {
    const end = map.indexOf(`end${name}`, at);
    yield map.slice(at, end < 0 ? map.length : end);
    at = end < 0 ? -1 : map.indexOf(`begin${name}`, end);
  }
}

const unicode = (hex: string): string =>
  Buffer.from(hex.padStart(Math.ceil(hex.length / 4) * 4, "0"), "hex")
    .swap16()
    .toString("utf16le");

/** A text with its last letter that many further on. */
const raised = (text: string, by: number): string => {
  const last = text.charCodeAt(text.length - 1);
  return Number.isNaN(last) ? "" : text.slice(0, -1) + String.fromCharCode(last + by);
};

/** What a content stream shows (9.4), with a line for each line; in one pass. */
export function shownText(content: string, fonts: ReadonlyMap<string, Font>, most: number): string {
  const pieces: string[] = [];
  let length = 0;
  let font: Font | undefined;
  let operands: string[] = [];
  const add = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (const token of tokensOf(content)) {
    if (length >= most) break;
    const first = token.charAt(0);
    if (first === "(" || first === "<" || first === "/" || first === "[" || /[\d+.-]/.test(first)) {
      operands.push(token);
      if (operands.length > 10_000) operands = [];
      continue;
    }
    if (token === "]") continue;
    if (token === "Tf") font = fonts.get((operands.at(-2) ?? "").slice(1));
    else if (token === "Tj" || token === "TJ" || token === "'" || token === '"') {
      if (token === "'" || token === '"') add("\n");
      for (const operand of operands) {
        if (/^[(<]/.test(operand)) add(decoded(bytesOf(operand), font));
        // Far apart within a word list is the space between two words.
        else if (token === "TJ" && Number(operand) < -180) add(" ");
      }
    } else if (token === "Td" || token === "TD" || token === "Tm") {
      const down = Number(operands.at(-1));
      add(token !== "Tm" && down === 0 ? MOVED : "\n");
    } else if (token === "T*" || token === "ET") add("\n");
    operands = [];
  }
  return spaced(pieces.join("")).slice(0, most);
}

/** A move within a line. */
const MOVED = "\u0001";

/** Who draws spaces moves within words, to bring letters closer; who does not moves from word to word. */
function spaced(text: string): string {
  let [spaces, moves] = [0, 0];
  for (const char of text) {
    if (char === " ") spaces += 1;
    else if (char === MOVED) moves += 1;
  }
  return text.replaceAll(MOVED, spaces * 10 > moves ? "" : " ");
}

function decoded(bytes: Buffer, font: Font | undefined): string {
  if (font === undefined || (font.width === 1 && font.letters.size === 0)) return usual.decode(bytes);
  let text = "";
  for (let at = 0; at + font.width <= bytes.length; at += font.width) {
    const code = bytes.readUIntBE(at, font.width);
    text += font.letters.get(code) ?? (font.width === 1 ? usual.decode(bytes.subarray(at, at + 1)) : "");
  }
  return text;
}

/** The bytes of a string, as ( ) or < >. */
function bytesOf(token: string): Buffer {
  if (token.startsWith("<")) {
    const hex = token.replace(/[^0-9a-f]/gi, "");
    return Buffer.from(hex.length % 2 === 1 ? `${hex}0` : hex, "hex");
  }
  const plain = token
    .slice(1, -1)
    .replace(/\\(\r\n|[0-7]{1,3}|[\s\S])/g, (_, one: string) =>
      /^[0-7]/.test(one) ? String.fromCharCode(Number.parseInt(one, 8) & 255) : (escapes[one] ?? one),
    );
  return Buffer.from(plain, "latin1");
}

const escapes: Readonly<Record<string, string>> = {
  ...{ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" },
  ...{ "\n": "", "\r": "", "\r\n": "" },
};

const isSpace = (char: string): boolean => /[\0\t\n\f\r ]/.test(char);
const isEnd = (char: string): boolean => /[\0\t\n\f\r ()<>[\]{}/%]/.test(char);

/** Strings, names, numbers, signs and operators. */
function* tokensOf(content: string): Generator<string> {
  for (let at = 0; at < content.length; ) {
    const char = content.charAt(at);
    let end = at + 1;
    if (isSpace(char)) {
      at = end;
      continue;
    }
    if (char === "%") {
      while (end < content.length && !/[\r\n]/.test(content.charAt(end))) end += 1;
      at = end;
      continue;
    }
    if (char === "(") {
      for (let depth = 1; end < content.length && depth > 0; end += 1) {
        const inner = content.charAt(end);
        if (inner === "\\") end += 1;
        else if (inner === "(") depth += 1;
        else if (inner === ")") depth -= 1;
      }
    } else if (char === "<" && content.charAt(end) !== "<") {
      const close = content.indexOf(">", end);
      end = close < 0 ? content.length : close + 1;
    } else if (char === "<" || char === ">") {
      at += 2;
      continue;
    } else if (!/[[\]{}]/.test(char)) {
      while (end < content.length && !isEnd(content.charAt(end))) end += 1;
    }
    yield content.slice(at, end);
    at = end;
  }
}
