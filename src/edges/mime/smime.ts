import type { Buffer } from "node:buffer";
import { type Element, elementAt, FIELD_0, isOctets, OID, octetsOf, SEQUENCE } from "./ber.ts";
import type { Part } from "./structure.ts";

/** Whether a part may be signed S/MIME whose content is within the signature (RFC 8551 section 3.5.2). */
export function mayBeOpaque(part: Part): boolean {
  if (/^application\/(?:x-)?pkcs7-mime$/.test(part.type)) {
    return !/^(?:enveloped|compressed|authenveloped)/i.test(part.parameters.get("smime-type") ?? "");
  }
  const name = part.dispositionParameters.get("filename") ?? part.parameters.get("name") ?? "";
  return part.type === "application/octet-stream" && /\.p7m$/i.test(name);
}

/**
 * The content of CMS signed data (RFC 5652 section 5.1), which is a MIME part of its own. The signature is not checked.
 * Only the few elements before the content are read: the cost does not depend on what the structure claims.
 * @returns null if it is anything else, such as encrypted
 */
export function signedContent(bytes: Buffer): Buffer | null {
  const inside = new Reader(bytes);
  const isSigned =
    inside.enter(SEQUENCE) &&
    inside.oid(SIGNED_DATA) &&
    inside.enter(FIELD_0) &&
    inside.enter(SEQUENCE) &&
    // The version, and the algorithms of the digests.
    inside.skip() &&
    inside.skip() &&
    inside.enter(SEQUENCE) &&
    inside.oid(DATA) &&
    inside.enter(FIELD_0);
  return isSigned ? inside.octets() : null;
}

/** 1.2.840.113549.1.7.2 and 1.2.840.113549.1.7.1. */
const SIGNED_DATA = "2a864886f70d010702";
const DATA = "2a864886f70d010701";

/** Goes from element to element, never back. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #limit: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#limit = bytes.length;
  }

  /** Goes into an element with this tag. */
  enter(tag: number): boolean {
    const element = this.#element();
    if (element?.tag !== tag) return false;
    this.#at = element.start;
    this.#limit = element.end ?? this.#limit;
    return true;
  }

  /** Goes past an element of definite length. */
  skip(): boolean {
    const next = this.#element()?.next ?? null;
    if (next === null) return false;
    this.#at = next;
    return true;
  }

  /** Goes past an object identifier, if it is this one. */
  oid(hex: string): boolean {
    const element = this.#element();
    if (element?.tag !== OID || element.end === null) return false;
    this.#at = element.end;
    return this.#bytes.toString("hex", element.start, Math.min(element.end, element.start + 32)) === hex;
  }

  octets(): Buffer | null {
    const element = this.#element();
    return element !== null && isOctets(element) ? octetsOf(this.#bytes, element, this.#limit) : null;
  }

  #element(): Element | null {
    return elementAt(this.#bytes, this.#at, this.#limit);
  }
}
