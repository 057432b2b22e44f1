import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";

/** Bytes of requests that are read at the same time by all clients together. */
const TOGETHER = 128 * 1024 * 1024;

export interface Body {
  readonly bytes: Uint8Array;
  /** What the JSON says; undefined when there is no body at all. */
  readonly value: unknown;
}

export type ReadBody = (request: Request, limit: number) => Promise<Result<Body, Fault>>;

/** Reads bodies of JSON, each up to a limit of bytes, and not more of them at once than memory is for. */
export function createBodyReader(): ReadBody {
  let held = 0;
  return async (request, limit) => {
    const length = Number(request.headers.get("content-length") ?? "0");
    if (request.body === null || (request.headers.has("content-length") && length === 0)) {
      return ok({ bytes: new Uint8Array(), value: undefined });
    }
    const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
    if (type !== "application/json" || request.headers.has("content-encoding")) {
      return refuse(fault("request.body-type"));
    }
    if (length > limit) return refuse(tooLarge(limit));
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      // Leaving the loop early cancels the stream.
      for await (const chunk of request.body) {
        size += chunk.length;
        held += chunk.length;
        if (size > limit) return refuse(tooLarge(limit));
        if (held > TOGETHER) return refuse(fault("system.busy"));
        chunks.push(chunk);
      }
    } catch (cause) {
      return refuse(fault("request.ended", { cause }));
    } finally {
      held -= size;
    }
    return parse(Buffer.concat(chunks));
  };
}

function parse(bytes: Uint8Array): Result<Body, Fault> {
  if (bytes.length === 0) return ok({ bytes, value: undefined });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return ok({ bytes, value: JSON.parse(text) });
  } catch {
    return refuse(fault("request.json"));
  }
}

const tooLarge = (limit: number): Fault =>
  fault("request.body-size", { params: { megabytes: Math.floor(limit / 1024 / 1024) } });
