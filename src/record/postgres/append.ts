import { position as asPosition } from "../../base/ids.ts";
import { JournalAway, LeaseLost } from "../../base/unwritable.ts";
import { actorText } from "../../domain/actor.ts";
import type { Dependency } from "../../domain/dependency.ts";
import { eventVersions, type NewEvent, type Recorded } from "../../domain/events.ts";
import { isMovedBy } from "../../domain/moved-by.ts";
import { type ChainEnd, chained, damage, type EventRow } from "../chain.ts";
import { type Damage, stored } from "../journal.ts";
import type { Append, Appended, Fence, JournalPort } from "../port.ts";
import type { Client, Connections } from "./connections.ts";
import { columns } from "./schema.ts";

/** The most events that are looked at to see whether they have changed what a decision depends on. */
const FAR = 1000;
/** Milliseconds between two removals of old ids. */
const FORGET = 3_600_000;

/** What happened since a decision was made. */
type Happened = { readonly position: number } & Pick<Recorded, "ticket" | "event">;

/** Appends under the journal's lock. */
export function appending(
  database: Connections,
  randomBytes: (length: number) => Uint8Array,
): Pick<JournalPort, "append" | "take"> {
  let forgotten = performance.now();

  return {
    async append(batch, fence) {
      const appended = await database.transaction((client) => record(client, batch, fence));
      if (performance.now() - forgotten > FORGET) {
        forgotten = performance.now();
        await forget(database);
      }
      return appended;
    },
    take: (rows) =>
      database.transaction(async (client): Promise<Damage | null> => {
        let end = await lock(client);
        const start = end.position;
        const fresh = rows.filter(({ position }) => position > start);
        for (const row of fresh) {
          const problem = damage(row, end, null);
          if (problem) return { position: asPosition(end.position + 1), problem };
          end = row;
        }
        await write(client, fresh, end);
        return null;
      }),
  };

  async function record(
    client: Client,
    batch: readonly Append[],
    fence: Fence | undefined,
  ): Promise<readonly Appended[]> {
    let end = await lock(client);
    if (fence) await expectHeld(client, fence);
    const known = await knownOf(client, batch);
    const fresh = batch.filter(({ id }) => !known.has(id));
    const happened = await happenedSince(client, fresh, end);
    const versions = await versionsOf(client, fresh);
    const results = new Map<string, Appended>();
    const written: EventRow[] = [];
    for (const one of fresh) {
      if (results.has(one.id)) continue;
      const moved = movedOf(one, happened, end);
      if (moved) {
        results.set(one.id, { is: "moved", dependency: moved });
        continue;
      }
      const rows = one.events.map((event) => {
        const row = chained(end, {
          ...unchained(one, event, versions),
          salt: Buffer.from(randomBytes(16)),
        });
        happened?.push({ position: row.position, ...event });
        end = row;
        return row;
      });
      written.push(...rows);
      results.set(one.id, { is: "recorded", rows });
    }
    await write(client, written, end);
    await remember(client, results);
    return Promise.all(
      batch.map(async ({ id }): Promise<Appended> => {
        const before = known.get(id);
        return before
          ? { is: "recorded", rows: await rowsOf(client, before) }
          : (results.get(id) ?? never(id));
      }),
    );
  }
}

function never(id: string): never {
  throw new Error(`nothing became of the append ${id}`);
}

/** Where the journal ends; nobody else appends until the transaction is over. */
async function lock(client: Client): Promise<ChainEnd> {
  const [end] = await client.rows<ChainEnd>(
    "SELECT position::float8 AS position, chain FROM mailmanager.journal FOR UPDATE",
    [],
  );
  if (end === undefined) throw new Error("the journal has no end");
  return end;
}

async function expectHeld(client: Client, { lease, token }: Fence): Promise<void> {
  const [held] = await client.rows<{ token: number }>(
    "SELECT token::float8 AS token FROM mailmanager.lease WHERE name = $1",
    [lease],
  );
  if (held?.token !== token) throw new LeaseLost(lease);
}

interface Span {
  readonly id: string;
  readonly first: number;
  readonly last: number;
}

/** The appends of a batch that were recorded before. */
async function knownOf(client: Client, batch: readonly Append[]): Promise<ReadonlyMap<string, Span>> {
  const spans = await client.rows<Span>(
    "SELECT id, first::float8 AS first, last::float8 AS last FROM mailmanager.append WHERE id = ANY($1::text[])",
    [batch.map(({ id }) => id)],
  );
  return new Map(spans.map((span) => [span.id, span]));
}

const rowsOf = (client: Client, { first, last }: Span): Promise<EventRow[]> =>
  client.rows<EventRow>(
    `SELECT ${columns} FROM mailmanager.event WHERE position BETWEEN $1 AND $2 ORDER BY position`,
    [first, last],
  );

/** What happened since the earliest of the decisions that depend on something; null if that is too much. */
async function happenedSince(
  client: Client,
  fresh: readonly Append[],
  end: ChainEnd,
): Promise<Happened[] | null> {
  const depending = fresh.filter(({ dependsOn }) => dependsOn.length > 0);
  const since = Math.min(end.position, ...depending.map(({ decidedAt }) => decidedAt));
  if (end.position - since > FAR) return null;
  if (since === end.position) return [];
  const rows = await client.rows<EventRow>(
    `SELECT ${columns} FROM mailmanager.event WHERE position > $1 ORDER BY position`,
    [since],
  );
  return rows.map(stored);
}

function movedOf(
  { dependsOn, decidedAt }: Append,
  happened: readonly Happened[] | null,
  end: ChainEnd,
): Dependency | null {
  if (happened === null) return decidedAt < end.position ? (dependsOn[0] ?? null) : null;
  const since = happened.filter(({ position }) => position > decidedAt);
  return dependsOn.find((one) => since.some((event) => isMovedBy(one, event))) ?? null;
}

/** The number of events that each ticket has. */
async function versionsOf(client: Client, fresh: readonly Append[]): Promise<Map<number, number>> {
  const tickets = fresh.flatMap(({ events }) =>
    events.flatMap(({ ticket }) => (ticket === null ? [] : [ticket])),
  );
  if (tickets.length === 0) return new Map();
  const found = await client.rows<{ ticket: number; version: number }>(
    `SELECT ticket::float8 AS ticket, max(ticket_version)::float8 AS version FROM mailmanager.event
     WHERE ticket = ANY($1::bigint[]) GROUP BY ticket`,
    [[...new Set<number>(tickets)]],
  );
  return new Map(found.map(({ ticket, version }) => [ticket, version]));
}

function unchained({ actor, time }: Append, { ticket, event }: NewEvent, versions: Map<number, number>) {
  const { type, ...facts } = event;
  const before = type === "TicketOpened" || ticket === null ? 0 : (versions.get(ticket) ?? 0);
  const ticketVersion = ticket === null ? null : before + 1;
  if (ticket !== null && ticketVersion !== null) versions.set(ticket, ticketVersion);
  return {
    ...{ time, actor: actorText(actor), ticket, ticketVersion, type, version: eventVersions[type] },
    payload: JSON.stringify(facts),
  };
}

async function write(client: Client, rows: readonly EventRow[], end: ChainEnd): Promise<void> {
  if (rows.length === 0) return;
  await client.rows(
    `INSERT INTO mailmanager.event
       (position, time, actor, ticket, ticket_version, type, version, digest, chain, salt, payload)
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::integer[],
       $8::bytea[], $9::bytea[], $10::bytea[], $11::text[])`,
    [
      rows.map(({ position }) => position),
      rows.map(({ time }) => time),
      rows.map(({ actor }) => actor),
      rows.map(({ ticket }) => ticket),
      rows.map(({ ticketVersion }) => ticketVersion),
      rows.map(({ type }) => type),
      rows.map(({ version }) => version),
      rows.map(({ digest }) => digest),
      rows.map(({ chain }) => chain),
      rows.map(({ salt }) => salt),
      rows.map(({ payload }) => payload),
    ],
  );
  await client.rows("UPDATE mailmanager.journal SET position = $1, chain = $2", [end.position, end.chain]);
}

async function remember(client: Client, results: ReadonlyMap<string, Appended>): Promise<void> {
  const spans = [...results].flatMap(([id, one]): Span[] => {
    const [first, last] = one.is === "recorded" ? [one.rows[0], one.rows.at(-1)] : [];
    return first && last ? [{ id, first: first.position, last: last.position }] : [];
  });
  if (spans.length === 0) return;
  await client.rows(
    `INSERT INTO mailmanager.append (id, first, last)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])`,
    [spans.map(({ id }) => id), spans.map(({ first }) => first), spans.map(({ last }) => last)],
  );
}

/** Removes ids that nobody asks about any more. */
async function forget(database: Connections): Promise<void> {
  try {
    await database.rows("DELETE FROM mailmanager.append WHERE at < now() - interval '1 day'", []);
  } catch (cause) {
    // They are removed an hour later.
    if (!(cause instanceof JournalAway)) throw cause;
  }
}
