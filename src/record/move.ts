/** A whole journal as lines of text: to move an installation from one database to another. */
import * as z from "zod";
import { type Fault, fault } from "../base/fault.ts";
import { type Sha256, sha256 } from "../base/ids.ts";
import { ok, type Result, refuse } from "../base/result.ts";
import type { ChainEnd, EventRow } from "./chain.ts";
import { blobOf } from "./new-blob.ts";
import type { JournalPort } from "./port.ts";

/** The format of the lines. */
const FORMAT = 1;
/** Bytes of a blob in one line. */
const PART = 192 * 1024;
/** Events read and written at a time, and names of blobs. */
const PAGE = 500;

/**
 * All of a journal, a JSON value a line, with secrets: the format; the blobs in parts; the events in order; the end. What is recorded
 * meanwhile is left out.
 * @param progress is called with the number of events that are written
 */
export async function* exportedJournal(
  journal: JournalPort,
  progress?: (done: number, of: number) => void,
): AsyncGenerator<string> {
  const end = await journal.end();
  yield line({ mailmanager: "journal", format: FORMAT });
  // Bytes are kept before the events that name them, and so are all there.
  for (let after: Sha256 | null = null; ; ) {
    const names: readonly Sha256[] = await journal.blobNames(after, PAGE);
    for (const name of names) yield* blobLines(name, await journal.blob(name));
    after = names.at(-1) ?? null;
    if (after === null) break;
  }
  for (let at = 0; at < end.position; ) {
    const rows = await journal.read(at, Math.min(PAGE, end.position - at));
    yield rows.map((row) => line(eventLine(row))).join("");
    at = rows.at(-1)?.position ?? end.position;
    progress?.(at, end.position);
  }
  yield line({ end: end.position, chain: end.chain.toString("hex") });
}

/**
 * Writes an exported journal into one that is empty, or in which an earlier attempt ended early. Every digest and the chain are
 * verified.
 * @returns where the journal ends then; refused at the first line that is wrong
 */
export async function importJournal(
  journal: JournalPort,
  lines: AsyncIterable<string>,
): Promise<Result<ChainEnd, Fault>> {
  const before = await journal.end();
  let parts: Buffer[] = [];
  let rows: EventRow[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const unreadable = () => refuse(fault("journal-file.unreadable", { params: { line: number } }));
    const read = readLine(text);
    if (read === null || (number === 1) !== "mailmanager" in read) return unreadable();
    if ("mailmanager" in read) continue;
    if ("blob" in read) {
      parts.push(Buffer.from(read.bytes, "base64"));
      if (read.more) continue;
      const blob = blobOf(Buffer.concat(parts));
      parts = [];
      if (blob.sha256 !== read.blob) return unreadable();
      await journal.keep([blob]);
      continue;
    }
    if ("event" in read) rows.push(rowOf(read.event));
    if (rows.length >= PAGE || "end" in read) {
      const problem = await take(journal, rows, before);
      if (problem) return refuse(problem);
      rows = [];
    }
    if ("end" in read) return whole(await journal.end(), read);
  }
  return refuse(fault("journal-file.incomplete"));
}

function whole(
  end: ChainEnd,
  read: { readonly end: number; readonly chain: string },
): Result<ChainEnd, Fault> {
  const same = end.position === read.end && end.chain.toString("hex") === read.chain;
  return same ? ok(end) : refuse(fault("journal-file.other", { params: { position: end.position } }));
}

async function take(
  journal: JournalPort,
  rows: readonly EventRow[],
  before: ChainEnd,
): Promise<Fault | null> {
  const there = rows.find(({ position }) => position === before.position);
  const { position } = before;
  if (there && !there.chain.equals(before.chain))
    return fault("journal-file.other", { params: { position } });
  const damage = await journal.take(rows);
  if (damage === null) return null;
  const { problem } = damage;
  return fault("journal-file.damaged", { params: { position: damage.position, problem } });
}

function* blobLines(name: Sha256, bytes: Uint8Array | null): Generator<string> {
  if (bytes === null) throw new Error(`the blob ${name} is missing`);
  const all = Buffer.from(bytes);
  for (let at = 0; at === 0 || at < all.length; at += PART) {
    const part = all.subarray(at, at + PART).toString("base64");
    yield line({ blob: name, bytes: part, more: at + PART < all.length });
  }
}

const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);
const position = z.int().nonnegative();
const Line = z.union([
  z.object({ mailmanager: z.literal("journal"), format: z.literal(FORMAT) }),
  z.object({ blob: hex.transform(sha256), bytes: z.base64(), more: z.boolean() }),
  z.object({
    event: z.tuple([
      ...([position, z.int(), z.string(), position.nullable(), position.nullable()] as const),
      ...([z.string(), position, hex, hex, hex.nullable(), z.string().nullable()] as const),
    ]),
  }),
  z.object({ end: position, chain: hex }),
]);
type Line = z.infer<typeof Line>;
type EventLine = Extract<Line, { event: unknown }>;

function readLine(text: string): Line | null {
  try {
    const read = Line.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

const eventLine = (row: EventRow): EventLine => ({
  event: [
    ...([row.position, row.time, row.actor, row.ticket, row.ticketVersion, row.type, row.version] as const),
    ...([row.digest.toString("hex"), row.chain.toString("hex"), row.salt?.toString("hex") ?? null] as const),
    row.payload,
  ],
});

function rowOf(event: EventLine["event"]): EventRow {
  const [position, time, actor, ticket, ticketVersion, type, version, digest, chain, salt, payload] = event;
  return {
    ...{ position, time, actor, ticket, ticketVersion, type, version, payload },
    digest: Buffer.from(digest, "hex"),
    chain: Buffer.from(chain, "hex"),
    salt: salt === null ? null : Buffer.from(salt, "hex"),
  };
}

/** One line, whatever its reader takes for the end of one. */
const line = (value: object): string =>
  `${JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`;
