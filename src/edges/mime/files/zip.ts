import type { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";

/** A file in an archive, still compressed. */
export interface Entry {
  readonly name: string;
  /** Its bytes; null if it is encrypted, broken, of another method than Deflate, or larger than what is left of `room`. */
  read(room: Room): Buffer | null;
}

/** How many bytes may still be unpacked, over a whole file. */
export interface Room {
  left: number;
}

const MOST_ENTRIES = 5_000;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * The files in a ZIP archive, by its directory (APPNOTE.TXT 4.3); none in what is not one. Sizes that the archive claims are
 * not believed: unpacking stops when the room is used up.
 */
export function entriesOf(zip: Buffer): readonly Entry[] {
  const end = endOf(zip);
  if (end === null) return [];
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  const count = Math.min(zip.readUInt16LE(end + 10), MOST_ENTRIES);
  for (let n = 0; n < count && at + 46 <= zip.length && zip.readUInt32LE(at) === ENTRY; n += 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const from = at;
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    entries.push({ name, read: (room) => unpacked(zip, from, room) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where the record at the end of the directory begins: after it is only a comment. */
function endOf(zip: Buffer): number | null {
  for (let at = zip.length - 22; at >= 0 && at >= zip.length - 22 - 0xffff; at -= 1)
    if (zip.readUInt32LE(at) === END) return at;
  return null;
}

function unpacked(zip: Buffer, at: number, room: Room): Buffer | null {
  const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
  const size = zip.readUInt32LE(at + 20);
  const local = zip.readUInt32LE(at + 42);
  if (flags % 2 === 1 || local + 30 > zip.length || zip.readUInt32LE(local) !== LOCAL) return null;
  const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(begin, begin + size);
  if (method === 0) return spend(room, packed.length) ? packed : null;
  return method === 8 ? inflated(packed, room, inflateRawSync) : null;
}

/** Takes room for bytes that are read; false if there is not enough. */
export function spend(room: Room, bytes: number): boolean {
  if (bytes > room.left) return false;
  room.left -= bytes;
  return true;
}

/**
 * Unpacks, but no more than there is room for.
 * @returns null for what is broken or larger; a bomb costs no more than the room
 */
export function inflated(
  packed: Buffer,
  room: Room,
  inflate: (packed: Buffer, options: { maxOutputLength: number }) => Buffer,
): Buffer | null {
  if (room.left <= 0) return null;
  try {
    const bytes = inflate(packed, { maxOutputLength: room.left });
    room.left -= bytes.length;
    return bytes;
  } catch (error) {
    if (error instanceof RangeError) room.left = 0;
    return null;
  }
}
