/**
 * The journal in PostgreSQL, in a schema of its own. Positions and the chain are computed within the transaction that holds
 * the journal's lock, the one row of `journal`: their order is that of the commits, without gaps, which a sequence does not
 * give. Followers poll: a NOTIFY within the transaction would lock the whole server.
 */
import { JournalAway } from "../../base/unwritable.ts";
import type { EventRow } from "../chain.ts";
import { following, type JournalPort, MOST_BYTES, pause } from "../port.ts";
import { appending } from "./append.ts";
import { type Blobs, createBlobs } from "./blobs.ts";
import { type Connections, connections } from "./connections.ts";
import { UnfitServer } from "./safe.ts";
import { columns, type Place, prepareSchema } from "./schema.ts";

export { UnfitServer } from "./safe.ts";

/** Milliseconds after which a follower looks for more. */
const POLL = 1000;

/**
 * Connects to a journal; one that does not exist is created.
 * @param url as `psql` takes it, such as postgres://USER:PASSWORD@HOST:PORT/DATABASE
 * @param randomBytes for the salts of payloads
 * @throws JournalAway; UnfitServer if the server would not keep what a 250 promises; the server's error for anything else that
 *   it refuses, such as a wrong password
 */
export async function openPostgres(
  url: string,
  randomBytes: (length: number) => Uint8Array,
): Promise<JournalPort> {
  const database = connections(url);
  try {
    await prepareSchema(database);
  } catch (cause) {
    await database.close();
    // While the program runs, such a server counts as one that is away: mail waits until it is safe again.
    throw cause instanceof JournalAway && cause.cause instanceof UnfitServer ? cause.cause : cause;
  }
  return portOver(database, createBlobs(database), randomBytes);
}

function portOver(
  database: Connections,
  blobs: Blobs,
  randomBytes: (length: number) => Uint8Array,
): JournalPort {
  const { append, take } = appending(database, randomBytes);

  const read: JournalPort["read"] = (after, limit) =>
    database.rows<EventRow>(
      // The lengths are added up before the payloads are read.
      `SELECT ${columns} FROM mailmanager.event JOIN (
         SELECT position AS found, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY position) AS bytes,
           row_number() OVER (ORDER BY position) AS nth
         FROM (SELECT position, payload FROM mailmanager.event WHERE position > $1 ORDER BY position LIMIT $2) AS next
       ) AS sizes ON found = position WHERE nth = 1 OR bytes <= $3 ORDER BY position`,
      [after, limit, MOST_BYTES],
    );

  return {
    append,
    take,
    async end() {
      const [end] = await database.rows<Place>("SELECT position::float8, chain FROM mailmanager.journal", []);
      if (end === undefined) throw new Error("the journal has no end");
      return end;
    },
    read,
    follow: (after, signal) => following({ read, news: () => pause(POLL, signal) }, after, signal),
    keep: blobs.keep,
    blob: blobs.find,
    blobNames: blobs.names,
    lease: (name, holder, milliseconds) =>
      database.transaction(async (client) => {
        // Under the journal's lock, so that no append that has compared the token is still to be committed.
        await client.rows("SELECT 1 FROM mailmanager.journal FOR UPDATE", []);
        const [taken] = await client.rows<{ token: number }>(
          `INSERT INTO mailmanager.lease (name, holder, token, until)
           VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
           ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
             token = CASE WHEN lease.holder = excluded.holder THEN lease.token ELSE lease.token + 1 END
           WHERE lease.holder = excluded.holder OR lease.until < clock_timestamp()
           RETURNING token::float8 AS token`,
          [name, holder, milliseconds],
        );
        return taken === undefined ? null : { lease: name, token: taken.token };
      }),
    close: database.close,
  };
}
