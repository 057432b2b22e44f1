import type { Buffer } from "node:buffer";

export interface MapiProperty {
  /** Its property type (MS-OXCDATA section 2.11.1). */
  readonly type: number;
  readonly data: Buffer;
}

/** Properties by their number; the first of several values. */
export type MapiProperties = ReadonlyMap<number, MapiProperty>;

/** Reads a list of TNEF properties (MS-OXTNEF section 2.1.3.4), up to where it is broken. */
export function readMapi(bytes: Buffer): MapiProperties {
  const found = new Map<number, MapiProperty>();
  if (bytes.length < 4) return found;
  const count = bytes.readUInt32LE(0);
  let at = 4;
  for (let i = 0; i < count && at + 4 <= bytes.length; i++) {
    const type = bytes.readUInt16LE(at);
    const id = bytes.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) at = afterName(bytes, at);
    const kind = type & 0x0fff;
    const size = sizes.get(kind);
    if (size === undefined && !variable.has(kind)) return found;
    let values = 1;
    if (size === undefined || (type & 0x1000) !== 0) {
      if (at + 4 > bytes.length) return found;
      values = bytes.readUInt32LE(at);
      at += 4;
    }
    for (let n = 0; n < values; n++) {
      let length = size ?? 0;
      if (size === undefined) {
        if (at + 4 > bytes.length) return found;
        length = bytes.readUInt32LE(at);
        at += 4;
      }
      if (at + length > bytes.length) return found;
      if (n === 0) found.set(id, { type: kind, data: bytes.subarray(at, at + length) });
      at += padded(length);
    }
  }
  return found;
}

/** Bytes of values of fixed size, as they are stored. */
const sizes = new Map([
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 4],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);

/** Object, strings of both kinds, binary. */
const variable = new Set([0x0d, 0x1e, 0x1f, 0x102]);

/** Named properties carry a GUID and a number or a name. */
function afterName(bytes: Buffer, start: number): number {
  const at = start + 16;
  if (at + 8 > bytes.length) return bytes.length;
  return bytes.readUInt32LE(at) === 0 ? at + 8 : at + 8 + padded(bytes.readUInt32LE(at + 4));
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;
