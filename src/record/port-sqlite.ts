import type { Sha256 } from "../base/ids.ts";
import { LeaseLost } from "../base/unwritable.ts";
import { systemActor } from "../domain/actor.ts";
import type { Blobs } from "./blobs.ts";
import type { EventRow } from "./chain.ts";
import { copyRows } from "./copy-rows.ts";
import type { Database } from "./database.ts";
import { Moved } from "./decision.ts";
import type { GroupCommitter } from "./group-commit.ts";
import type { Journal } from "./journal.ts";
import {
  type Append,
  type Appended,
  type Fence,
  following,
  type JournalPort,
  MOST_BYTES,
  pause,
} from "./port.ts";
import type { Projections } from "./projections.ts";

interface Parts {
  readonly database: Database;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly projections: Projections;
  readonly committer: GroupCommitter;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Milliseconds after which a follower looks for what other processes have recorded. */
const POLL = 500;
/** The most ids of appends that are remembered. */
const REMEMBERED = 10_000;

interface Lease {
  readonly holder: string;
  readonly token: number;
  readonly until: number;
}

/**
 * The embedded journal as a port. Its appends go into the same group commits as the program's own decisions, which are made
 * within the transaction. Leases are held in memory: the lock of the data folder keeps other programs out, and all are free
 * after a start.
 */
export function sqlitePort(parts: Parts): JournalPort {
  const { database, journal, blobs, committer, now } = parts;
  const known = new Map<string, readonly EventRow[]>();
  const leases = new Map<string, Lease>();
  const read: JournalPort["read"] = async (after, limit) => journal.rows(after, limit, MOST_BYTES);

  /** Appends under way, by id: the same one twice is one. */
  const running = new Map<string, Promise<Appended>>();
  function appendOnce(one: Append, fence?: Fence): Promise<Appended> {
    const same = running.get(one.id);
    if (same) return same;
    const appended = appendOne(one, fence).finally(() => running.delete(one.id));
    running.set(one.id, appended);
    return appended;
  }

  async function appendOne({ id, events, dependsOn, actor, time }: Append, fence?: Fence): Promise<Appended> {
    const before = known.get(id);
    if (before) return { is: "recorded", rows: before };
    try {
      const recorded = await committer.append(() => {
        if (fence && leases.get(fence.lease)?.token !== fence.token) throw new LeaseLost(fence.lease);
        return { decision: { events, dependsOn }, actor, time };
      });
      const [first] = recorded;
      const rows = first ? journal.rows(first.position - 1, recorded.length, Number.POSITIVE_INFINITY) : [];
      remember(id, rows);
      return { is: "recorded", rows };
    } catch (cause) {
      if (cause instanceof Moved) return { is: "moved", dependency: cause.dependency };
      throw cause;
    }
  }

  function remember(id: string, rows: readonly EventRow[]): void {
    known.set(id, rows);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  return {
    append: (batch, fence) => Promise.all(batch.map((one) => appendOnce(one, fence))),
    end: async () => journal.end(),
    read,
    follow: (after, signal) => following({ read, news }, after, signal),
    keep: (some) =>
      committer.commit(systemActor("journal"), () => ({
        ...{ events: [], dependsOn: [], blobs: some, value: undefined },
      })),
    blob: async (name) => blobs.find(name),
    blobNames: async (after: Sha256 | null, limit) => blobs.names(after, limit),
    async lease(name, holder, milliseconds) {
      const held = leases.get(name);
      if (held && held.holder !== holder && held.until > now()) return null;
      const token = held?.holder === holder ? held.token : (held?.token ?? 0) + 1;
      leases.set(name, { holder, token, until: now() + milliseconds });
      return { lease: name, token };
    },
    take: async (rows) => copyRows(parts, rows).damage,
    close: async () => {
      if (database.sqlite.open) database.sqlite.close();
    },
  };

  /** A commit of this process, or time to look for another's. */
  async function news(signal: AbortSignal): Promise<void> {
    const committed = new AbortController();
    const unlisten = committer.onCommitted(() => committed.abort());
    await pause(POLL, AbortSignal.any([signal, committed.signal]));
    unlisten();
  }
}
