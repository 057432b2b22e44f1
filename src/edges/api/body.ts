import { setImmediate as nextTurn } from "node:timers/promises";
import { createMemoryBudget, readBounded } from "../../base/bounded.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { wholeNumber } from "../../base/numbers.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { LONGEST_TEXT, type Span, withoutLongValues } from "./long-values.ts";

/** The most bytes of large requests held at the same time, for all clients together. */
const TOGETHER = 128 * 1024 * 1024;
/** Bodies up to this limit are not counted: there are no more of them than connections. */
const UNCOUNTED = 256 * 1024;
/** The maximum depth, and the most values in total; no valid request has more. */
const DEEPEST = 32;
const MOST_VALUES = 50_000;

export interface Body {
  readonly bytes: Uint8Array;
  /** The parsed JSON, with a LongValue for each very long string; undefined if there is no body at all. */
  readonly value: unknown;
  /** To be called when the request is done. */
  readonly release: () => void;
}

export type ReadBody = (request: Request, limit: number) => Promise<Result<Body, Fault>>;

export const noBody: Body = { bytes: new Uint8Array(), value: undefined, release: () => {} };

/** Reads JSON bodies, each up to a limit of bytes, and together no more than the memory budget. */
export function createBodyReader(): ReadBody {
  const room = createMemoryBudget(TOGETHER);
  return async (request, limit) => {
    const { headers } = request;
    const told = headers.has("transfer-encoding") ? null : headers.get("content-length");
    if (told !== null && wholeNumber(told) === 0) return ok(noBody);
    const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
    // Without a length and without chunks there is no body (RFC 9112 section 6.3), as with most DELETE requests.
    if (type === "" && told === null && !headers.has("transfer-encoding")) return ok(noBody);
    if (type !== "application/json" || headers.has("content-encoding")) {
      return refuse(fault("request.body-type"));
    }
    if (told !== null && (wholeNumber(told) ?? Number.POSITIVE_INFINITY) > limit)
      return refuse(tooLarge(limit));
    const { body } = request;
    if (body === null) return ok(noBody);
    const read = await readBounded(body, limit, limit > UNCOUNTED ? room : null, nextTurn);
    if (read.ok) {
      const parsed = await parse(read.bytes);
      if (parsed.ok) return ok({ bytes: read.bytes, value: parsed.value, release: read.release });
      read.release();
      return parsed;
    }
    if (read.why === "too-large") return refuse(tooLarge(limit));
    if (read.why === "no-room") return refuse(fault("system.busy"));
    return refuse(fault("request.ended", { cause: read.cause }));
  };
}

async function parse(bytes: Uint8Array<ArrayBuffer>): Promise<Result<unknown, Fault>> {
  if (bytes.length === 0) return ok(undefined);
  const whole = Buffer.from(bytes.buffer);
  const long = longStrings(whole);
  if (long === null) {
    return refuse(fault("request.body-values", { params: { most: MOST_VALUES, deepest: DEEPEST } }));
  }
  const { json, values } = await withoutLongValues(whole, long, nextTurn);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(json);
    if (values.size === 0) return ok(JSON.parse(text));
    return ok(JSON.parse(text, (_, value) => (typeof value === "string" && values.get(value)) || value));
  } catch {
    return refuse(fault("request.json"));
  }
}

/** The strings in JSON that are longer than a text may be; null if the JSON is beyond the limits. */
function longStrings(json: Buffer): readonly Span[] | null {
  const long: Span[] = [];
  let [depth, values] = [0, 0];
  for (let at = 0; at < json.length; at += 1) {
    switch (json[at]) {
      case 0x22: {
        const end = endOfString(json, at + 1);
        // Invalid JSON is reported by the parser.
        if (end < 0) return [];
        if (end - at - 1 > LONGEST_TEXT) long.push({ from: at + 1, to: end });
        at = end;
        break;
      }
      case 0x5b:
      case 0x7b:
        depth += 1;
        values += 1;
        if (depth > DEEPEST) return null;
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
      case 0x2c:
        values += 1;
        if (values > MOST_VALUES) return null;
    }
  }
  return long;
}

/** The quote that ends a string: one preceded by an even number of backslashes. */
function endOfString(json: Buffer, from: number): number {
  for (let at = json.indexOf(0x22, from); at >= 0; at = json.indexOf(0x22, at + 1)) {
    let before = at;
    while (before > from && json[before - 1] === 0x5c) before -= 1;
    if ((at - before) % 2 === 0) return at;
  }
  return -1;
}

const tooLarge = (limit: number): Fault => {
  const most = limit >= MB ? `${Math.floor(limit / MB)} MB` : `${Math.floor(limit / 1024)} KB`;
  return fault("request.body-size", { params: { most } });
};
const MB = 1024 * 1024;
