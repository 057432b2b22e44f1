import { Buffer } from "node:buffer";

/** One element of BER (X.690 section 8): its identifier octet, and where its content is. */
export interface Element {
  /** With class and form; tags above 30 do not occur where this is used. */
  readonly tag: number;
  readonly start: number;
  /** Where the content ends; null for the indefinite form, which an end-of-contents element ends. */
  readonly end: number | null;
  /** Where the next element starts; null for the indefinite form, before its content has been read. */
  readonly next: number | null;
}

export const SEQUENCE = 0x30;
export const OID = 0x06;
const OCTETS = 0x04;
/** The first field with an explicit tag: [0]. */
export const FIELD_0 = 0xa0;
const CONSTRUCTED = 0x20;
const END_OF_CONTENTS = 0x00;

/**
 * The element at a position, by definite or indefinite length.
 * @param limit where the element that contains it ends
 * @returns null if there is none, or it is longer than what contains it
 */
export function elementAt(bytes: Buffer, at: number, limit: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 0x1f) === 0x1f) return null;
  if (first === 0x80) {
    return (tag & CONSTRUCTED) === 0 ? null : { tag, start: at + 2, end: null, next: null };
  }
  let length = first;
  let start = at + 2;
  if (first > 0x80) {
    const count = first & 0x7f;
    if (count > 5 || start + count > limit) return null;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
  }
  const end = start + length;
  return end > limit ? null : { tag, start, end, next: end };
}

/**
 * The octets of an OCTET STRING (X.690 section 8.7), whose pieces a constructed form joins.
 * @param limit where the element that contains it ends
 * @returns null if it is broken, or its pieces are nested deeper than any program nests them
 */
export function octetsOf(bytes: Buffer, string: Element, limit: number): Buffer | null {
  if (string.tag === OCTETS) return bytes.subarray(string.start, string.end ?? limit);
  const pieces: Buffer[] = [];
  /** The open constructed strings: where each ends, null for the indefinite form. */
  const open: (number | null)[] = [string.end];
  let at = string.start;
  while (open.length > 0) {
    const end = open.at(-1) ?? null;
    if (end !== null && at >= end) {
      open.pop();
      continue;
    }
    const piece = elementAt(bytes, at, end ?? limit);
    if (piece === null) return null;
    if (piece.tag === END_OF_CONTENTS && end === null) {
      open.pop();
      at = piece.start;
    } else if (piece.tag === OCTETS && piece.end !== null) {
      pieces.push(bytes.subarray(piece.start, piece.end));
      at = piece.end;
    } else if (piece.tag === (OCTETS | CONSTRUCTED) && open.length < DEEPEST) {
      open.push(piece.end);
      at = piece.start;
    } else {
      return null;
    }
  }
  return Buffer.concat(pieces);
}

const DEEPEST = 8;

/** Whether an element is an OCTET STRING of either form. */
export const isOctets = ({ tag }: Element): boolean => (tag & ~CONSTRUCTED) === OCTETS;
