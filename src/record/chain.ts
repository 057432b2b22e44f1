/** The hash chain of the journal, the same wherever the journal is stored. */
import { hash } from "node:crypto";
import { fault, type StoredFault } from "../base/fault.ts";

/** An event exactly as it is stored, in whatever database. */
export interface EventRow {
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly actor: string;
  readonly ticket: number | null;
  /** The number of the event in its ticket, from 1. */
  readonly ticketVersion: number | null;
  readonly type: string;
  readonly version: number;
  /** SHA-256 of salt and payload. */
  readonly digest: Buffer;
  /** SHA-256 of the chain so far, the event without its payload, and the digest. */
  readonly chain: Buffer;
  /** Null, as the payload, if the payload was erased by law. */
  readonly salt: Buffer | null;
  /** The event's own fields, as JSON. */
  readonly payload: string | null;
}

/** Where a journal ends: its newest position, and the chain up to it. */
export interface ChainEnd {
  readonly position: number;
  readonly chain: Buffer;
}

/** The end of an empty journal. */
export const GENESIS: ChainEnd = { position: 0, chain: Buffer.alloc(32) };

/** What a new event has before it is in the chain. */
export interface Unchained extends Pick<EventRow, "time" | "actor" | "ticket" | "ticketVersion" | "type"> {
  readonly version: number;
  readonly salt: Buffer;
  readonly payload: string;
}

/** The row of a new event after the one at which the chain ends. */
export function chained(end: ChainEnd, event: Unchained): EventRow & Unchained {
  const position = end.position + 1;
  const digest = digestOf(event.salt, event.payload);
  const { time, actor, ticket, ticketVersion, type, version, salt, payload } = event;
  const chain = chainOf(end.chain, { ...event, position }, digest);
  return { position, time, actor, ticket, ticketVersion, type, version, digest, chain, salt, payload };
}

/**
 * What is wrong with the row after the one at which the chain ends; null if it is intact.
 * @param versions of the tickets so far, which are counted on; null if the check did not start at the beginning
 */
export function damage(
  row: EventRow,
  end: ChainEnd,
  versions: Map<number, number> | null,
): StoredFault | null {
  const expected = end.position + 1;
  if (row.position !== expected)
    return fault("journal.gap", { params: { position: expected, next: row.position } });
  if (row.ticket !== null && versions !== null) {
    const version = (versions.get(row.ticket) ?? 0) + 1;
    versions.set(row.ticket, version);
    const params = { number: row.ticket, version: row.ticketVersion ?? "", expected: version };
    if (row.ticketVersion !== version) return fault("journal.version", { params });
  }
  if (row.payload !== null) {
    if (row.salt === null || !digestOf(row.salt, row.payload).equals(row.digest))
      return fault("journal.payload");
  }
  if (!chainOf(end.chain, row, row.digest).equals(row.chain)) return fault("journal.event");
  return null;
}

/** SHA-256 over salt and payload: the salt prevents guessing an erased payload from its digest. */
function digestOf(salt: Buffer, payload: string): Buffer {
  return hash("sha256", Buffer.concat([salt, Buffer.from(payload)]), "buffer");
}

type Header = Omit<EventRow, "digest" | "chain" | "salt" | "payload">;

function chainOf(before: Buffer, row: Header, digest: Buffer): Buffer {
  const { position, time, actor, ticket, ticketVersion, type, version } = row;
  const header = JSON.stringify([position, time, actor, ticket, ticketVersion, type, version]);
  return hash("sha256", Buffer.concat([before, Buffer.from(header), digest]), "buffer");
}
