import { Buffer } from "node:buffer";
import { decodeText } from "./charset.ts";
import { type MapiProperties, readMapi } from "./tnef-mapi.ts";
import { decompressRtf } from "./tnef-rtf.ts";

export interface TnefFile {
  /** Unchanged, "" if it has none. */
  readonly name: string;
  /** Media type, "" if it has none. */
  readonly type: string;
  /** Content-ID without brackets, or null. */
  readonly cid: string | null;
  readonly bytes: Buffer;
}

export interface Tnef {
  readonly files: readonly TnefFile[];
  /** The mail's text, HTML and RTF, each null if missing. */
  readonly text: string | null;
  readonly html: string | null;
  readonly rtf: Buffer | null;
}

/**
 * Unpacks Outlook's "winmail.dat" (MS-OXTNEF). A broken one is read as far as possible.
 * @returns null if it is not TNEF at all
 */
export function unpackTnef(bytes: Buffer): Tnef | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const files: Opened[] = [];
  let message: MapiProperties = new Map();
  let body: string | null = null;
  let codepage = "windows-1252";
  for (const { id, data } of attributes(bytes)) {
    const file = files.at(-1);
    if (id === 0x9007 && data.length >= 4) codepage = `windows-${data.readUInt32LE(0)}`;
    else if (id === 0x9003) message = readMapi(data);
    else if (id === 0x800c) body = text(data, codepage);
    else if (id === 0x9002 && files.length < MOST)
      files.push({ title: "", data: null, properties: new Map() });
    else if (file === undefined) continue;
    else if (id === 0x8010) file.title = text(data, codepage);
    else if (id === 0x800f) file.data = data;
    else if (id === 0x9005) file.properties = readMapi(data);
  }
  const html = message.get(0x1013);
  const compressed = message.get(0x1009);
  return {
    files: files.map((file) => toFile(file, codepage)),
    text: body ?? string(message, 0x1000, codepage),
    html: html === undefined ? null : decodeText(html.data, html.type === UNICODE ? "utf-16le" : null),
    rtf: compressed === undefined ? null : decompressRtf(compressed.data),
  };
}

const SIGNATURE = 0x223e9f78;
const MOST = 500;
const UNICODE = 0x1f;
const OBJECT = 0x0d;

interface Opened {
  title: string;
  data: Buffer | null;
  properties: MapiProperties;
}

/** The sequence of attributes: level, number, length, data, checksum. */
function* attributes(bytes: Buffer): Generator<{ readonly id: number; readonly data: Buffer }> {
  let at = 6;
  while (at + 9 <= bytes.length) {
    const level = bytes[at];
    if (level !== 1 && level !== 2) return;
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const end = Math.min(bytes.length, at + 9 + length);
    yield { id, data: bytes.subarray(at + 9, end) };
    at = end + 2;
  }
}

function toFile({ title, data, properties }: Opened, codepage: string): TnefFile {
  const name = string(properties, 0x3707, codepage) ?? string(properties, 0x3704, codepage) ?? title;
  const object = properties.get(0x3701);
  // An object's data starts with the identifier of its interface.
  const within =
    object === undefined ? null : object.type === OBJECT ? object.data.subarray(16) : object.data;
  const cid = string(properties, 0x3712, codepage);
  return {
    name: name || title,
    type: (string(properties, 0x370e, codepage) ?? "").toLowerCase(),
    cid: cid === null || cid === "" ? null : cid.replace(/^<|>$/g, ""),
    bytes: data !== null && data.length > 0 ? data : (within ?? Buffer.alloc(0)),
  };
}

function string(properties: MapiProperties, id: number, codepage: string): string | null {
  const property = properties.get(id);
  if (property === undefined) return null;
  return property.type === UNICODE ? decodeText(property.data, "utf-16le") : text(property.data, codepage);
}

const text = (data: Buffer, codepage: string): string => decodeText(data, codepage);
