/**
 * Reads forms with a large file as a stream (RFC 7578, RFC 2046 section 5.1): the file is written to disk and never
 * held in memory.
 */
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Fault, fault } from "../../../base/fault.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { boundaryOf, delimiterOf, LONGEST_HEAD, readHead } from "./multipart.ts";
import { drain } from "./takes.ts";

export interface Upload {
  /** The fields before the file. */
  readonly fields: ReadonlyMap<string, string>;
  /** Bytes of the file; 0 if none was chosen. */
  readonly size: number;
}

const LONGEST_FIELD = 4096;
const MOST_FIELDS = 16;
/** The most bytes before the first part and after the file. */
const AROUND = 8192;

/**
 * Reads a form whose last part is a file, and writes that file.
 * @param path where to write it; an existing file is replaced
 * @param accept checks the fields before the file is read; a fault ends it
 * @param room the most bytes of the file
 */
export async function receiveUpload(
  request: Request,
  path: string,
  accept: (fields: ReadonlyMap<string, string>) => Fault | null,
  room: number,
): Promise<Result<Upload, Fault>> {
  const boundary = boundaryOf(request.headers.get("Content-Type") ?? "");
  // A form that announces that it is too large is not read. The few bytes around the file do not matter.
  if ((wholeNumber(request.headers.get("Content-Length") ?? "") ?? 0) > room + AROUND) {
    if (request.body) await drain(request.body);
    return refuse(fault("disk.room"));
  }
  if (boundary === null || request.body === null) return refuse(broken());
  const fields = new Map<string, string>();
  const reader = createReader(request.body, boundary);
  for (;;) {
    const text = await reader.next();
    if (text === null) return refuse(accept(fields) ?? broken());
    const { name, fileName } = readHead(text);
    if (fileName === null) {
      const value = await fieldText(reader.body());
      if (value === null || fields.size >= MOST_FIELDS) return refuse(broken());
      fields.set(name, value);
      continue;
    }
    const refusal = accept(fields);
    if (refusal) return refuse(refusal);
    const written = await write(reader.body(), fields, path, room);
    // The little that follows is read too, so that the sender then reads the response.
    if (written.ok) await reader.rest();
    return written;
  }
}

async function write(
  body: AsyncIterable<Uint8Array>,
  fields: ReadonlyMap<string, string>,
  path: string,
  room: number,
): Promise<Result<Upload, Fault>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  let size = 0;
  let isFull = false;
  const bounded = async function* () {
    for await (const chunk of body) {
      size += chunk.length;
      isFull = size > room;
      if (isFull) return;
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.from(bounded()), createWriteStream(path, { mode: 0o600 }));
  } catch (cause) {
    await rm(path, { force: true });
    // The disk may have become full meanwhile.
    if (!["ENOSPC", "EDQUOT"].includes(codeOf(cause))) throw cause;
    isFull = true;
  }
  if (!isFull) return ok({ fields, size });
  await rm(path, { force: true });
  return refuse(fault("disk.room"));
}

/** Whether the browser disconnected during the upload: Node's error for an aborted request. */
export const isConnectionReset = (cause: unknown): boolean => codeOf(cause) === "ECONNRESET";

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "";

interface PartReader {
  /** The header of the next part, once the previous one is read; null if there is none. */
  next(): Promise<string | null>;
  /** Throws if the form ends within it. */
  body(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Skips the rest. */
  rest(): Promise<void>;
}

function createReader(stream: ReadableStream<Uint8Array>, boundary: string): PartReader {
  const from = stream[Symbol.asyncIterator]();
  const mark = delimiterOf(boundary);
  // The first boundary has no line before it.
  let held: Buffer = Buffer.from("\r\n");
  const more = async (): Promise<boolean> => {
    const { done, value } = await from.next();
    if (done) return false;
    held = Buffer.concat([held, value]);
    return true;
  };
  const body = async function* () {
    for (;;) {
      const at = held.indexOf(mark);
      if (at >= 0) {
        const last = held.subarray(0, at);
        held = held.subarray(at + mark.length);
        if (last.length > 0) yield last;
        return;
      }
      const sure = held.length - mark.length + 1;
      if (sure > 0) {
        const part = held.subarray(0, sure);
        held = held.subarray(sure);
        yield part;
      }
      if (!(await more())) throw Object.assign(new Error("the form ends early"), { code: "ECONNRESET" });
    }
  };
  let begun = false;
  return {
    async next() {
      if (!begun) {
        begun = true;
        // Text before the first boundary is ignored.
        let before = 0;
        for await (const chunk of body()) {
          before += chunk.length;
          if (before > AROUND) return null;
        }
      }
      for (let end = held.indexOf("\r\n\r\n"); ; end = held.indexOf("\r\n\r\n")) {
        if (held.subarray(0, 2).toString("latin1") === "--") return null;
        if (end >= 0) {
          const head = held.subarray(0, end).toString("utf8");
          held = held.subarray(end + 4);
          return head;
        }
        if (held.length > LONGEST_HEAD || !(await more())) return null;
      }
    },
    body,
    async rest() {
      for (let passed = 0; passed < AROUND && (await more()); held = Buffer.alloc(0)) passed += held.length;
    },
  };
}

async function fieldText(chunks: AsyncIterable<Uint8Array>): Promise<string | null> {
  const found: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LONGEST_FIELD) return null;
    found.push(chunk);
  }
  return Buffer.concat(found).toString("utf8");
}

const broken = () => fault("request.form");
