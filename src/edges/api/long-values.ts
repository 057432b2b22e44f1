/**
 * Long base64 strings of JSON, decoded before the rest is parsed: a file of 25 MB as one string would stop everything
 * else for half a second.
 */

/** What stands in parsed JSON for a string longer than any text may be. */
export class LongValue {
  /** What its base64 (RFC 4648 section 4) stands for; null if it is something else. */
  readonly bytes: Buffer<ArrayBuffer> | null;

  constructor(bytes: Buffer<ArrayBuffer> | null) {
    this.bytes = bytes;
  }
}

/** A string of JSON: from the byte after its opening quote up to the one that closes it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Characters of the longest text in a request. */
export const LONGEST_TEXT = 1_000_000;
/** The message of a schema's error about a LongValue in place of a text. */
export const TOO_LONG = "too-long";
/** The most bytes of JSON for one UTF-16 unit of a text: \u and four digits. */
const ESCAPED = 6;
/** Characters that are decoded in one turn of the event loop. */
const AT_ONCE = 512 * 1024;

/**
 * Takes the long strings out of JSON.
 * @param json the bytes; @param spans its strings that are longer than a text may be, in their order
 * @param nextTurn lets the event loop go on
 * @returns the JSON with a mark in place of each, and the values by their marks; a long string that may still be a
 *   text, since its characters take several bytes each, is left where it is
 */
export async function withoutLongValues(
  json: Buffer<ArrayBuffer>,
  spans: readonly Span[],
  nextTurn: () => Promise<unknown>,
): Promise<{ readonly json: Buffer<ArrayBuffer>; readonly values: ReadonlyMap<string, LongValue> }> {
  const values = new Map<string, LongValue>();
  const rest: Buffer[] = [];
  // No string of the request can be one of these.
  const mark = crypto.randomUUID();
  let done = 0;
  for (const { from, to } of spans) {
    const bytes = await decoded(json.subarray(from, to), nextTurn);
    if (bytes === null && to - from <= LONGEST_TEXT * ESCAPED) continue;
    const name = `${mark}-${values.size}`;
    values.set(name, new LongValue(bytes));
    rest.push(json.subarray(done, from), Buffer.from(name));
    done = to;
  }
  rest.push(json.subarray(done));
  return { json: Buffer.concat(rest), values };
}

/** The bytes of base64 in a JSON string, where "/" may be escaped (RFC 8259 section 7); null if it is not base64. */
async function decoded(
  text: Buffer<ArrayBuffer>,
  nextTurn: () => Promise<unknown>,
): Promise<Buffer<ArrayBuffer> | null> {
  const bytes = Buffer.alloc(Math.ceil((text.length / 4) * 3));
  let [size, left] = [0, ""];
  for (let at = 0; at < text.length; at += AT_ONCE) {
    if (at > 0) await nextTurn();
    const piece = left + text.toString("latin1", at, at + AT_ONCE);
    const plain = piece.includes("\\") ? piece.replaceAll("\\/", "/") : piece;
    const last = at + AT_ONCE >= text.length;
    const whole = last ? plain.length : plain.length - (plain.length % 4) - 4;
    left = plain.slice(whole);
    const now = decodeBase64(plain.slice(0, whole));
    if (now === null || (!last && now.length < (whole / 4) * 3)) return null;
    size += now.copy(bytes, size);
  }
  return bytes.subarray(0, size);
}

/** The bytes of a text that is entirely valid base64 (RFC 4648 section 4), or null. */
export function decodeBase64(text: string): Buffer<ArrayBuffer> | null {
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  // Decoding skips invalid characters, and then gives fewer bytes; it accepts the URL-safe alphabet, which is not valid here.
  const other = text.includes("-") || text.includes("_");
  const expected = (text.length / 4) * 3 - padding;
  return text.length % 4 === 0 && !other && bytes.length === expected ? bytes : null;
}
