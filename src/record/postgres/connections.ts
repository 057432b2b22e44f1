import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { JournalAway } from "../../base/unwritable.ts";
import { makeSafe } from "./safe.ts";

/** A query's parameters. */
type Values = readonly (string | number | Buffer | null | readonly (string | number | Buffer | null)[])[];

/** One connection, within a transaction. */
export interface Client {
  /** @throws JournalAway if the server cannot be reached or cannot work now; its own error for anything else */
  rows<R extends object>(sql: string, values: Values): Promise<R[]>;
}

export interface Connections extends Client {
  /**
   * Runs a transaction. It is repeated if the connection broke, once; if the answer to its commit was lost, it is repeated for
   * some seconds: what it does must find out whether it was done before.
   */
  transaction<T>(work: (client: Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Milliseconds for which an unanswered commit is asked about. */
const ASKING = 10_000;
/** Milliseconds between two attempts. */
const AGAIN = 200;

/** @param url as `psql` takes it */
export function connections(url: string): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "mailmanager",
    max: 4,
    keepAlive: true,
    // A server or network that hangs is noticed in a time after which a sending mail server is still waiting.
    connectionTimeoutMillis: 5_000,
    statement_timeout: 20_000,
    query_timeout: 25_000,
    // A connection that holds the journal's lock and does not answer any more loses it.
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: 15_000,
    // Awaited, although its type does not say so.
    onConnect: makeSafe,
  });
  // An idle connection broke; the next query opens another one.
  pool.on("error", () => {});

  async function once<T>(work: (client: Client) => Promise<T>, sent: { commit: boolean }): Promise<T> {
    const client = await pool.connect().catch(away);
    let broken: Error | undefined;
    // Without a listener, a connection that breaks between two queries would end the program.
    const onError = (cause: Error) => {
      broken = cause;
    };
    client.on("error", onError);
    try {
      await query(client, "BEGIN", []);
      const result = await work({ rows: (sql, values) => query(client, sql, values) });
      sent.commit = true;
      await query(client, "COMMIT", []);
      sent.commit = false;
      return result;
    } catch (cause) {
      if (sent.commit || cause instanceof JournalAway) broken ??= new Error("broken", { cause });
      else await query(client, "ROLLBACK", []).catch((failed: Error) => (broken = failed));
      throw sent.commit && !(cause instanceof JournalAway) ? new JournalAway(cause) : cause;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }

  return {
    rows: (sql, values) => query(pool, sql, values),
    async transaction(work) {
      const until = performance.now() + ASKING;
      let unanswered = false;
      for (let attempt = 1; ; attempt++) {
        const sent = { commit: false };
        try {
          return await once(work, sent);
        } catch (cause) {
          if (!(cause instanceof JournalAway)) throw cause;
          unanswered ||= sent.commit;
          if (unanswered ? performance.now() > until : attempt > 1) throw cause;
          if (unanswered) await wait(AGAIN);
        }
      }
    },
    close: () => pool.end(),
  };
}

async function query<R extends object>(
  on: pg.Pool | pg.PoolClient,
  sql: string,
  values: Values,
): Promise<R[]> {
  const { rows } = await on.query<R>(sql, [...values]).catch(away);
  return rows;
}

function away(cause: unknown): never {
  throw isAway(cause) ? new JournalAway(cause) : cause;
}

/**
 * Whether the server could not be reached, or cannot work now: it starts or stops, has no room, is a replica after a failover, or
 * something took too long. Its other errors say that something is wrong with what was asked.
 */
function isAway(cause: unknown): boolean {
  // What the language throws is a mistake of ours, not of the connection.
  if (cause instanceof TypeError || cause instanceof RangeError || cause instanceof ReferenceError)
    return false;
  if (!(cause instanceof pg.DatabaseError)) return true;
  const code = cause.code ?? "";
  return (
    ["08", "40", "53", "57", "58"].includes(code.slice(0, 2)) || ["25006", "25P03", "55P03"].includes(code)
  );
}
