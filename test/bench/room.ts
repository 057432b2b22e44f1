/** Measures how much room a mail takes in the data, and which part of it takes how much. */
import { join } from "node:path";
import Sqlite from "better-sqlite3";

export interface Room {
  /** Bytes of the file for each mail, received and sent. */
  readonly bytes: number;
  /** What the issue allows: one and a half times the compressed raw mail, and 2 KB. */
  readonly goal: number;
  /** Bytes for each mail, by part; their sum is `bytes`. */
  readonly parts: { readonly [part: string]: number };
  readonly mails: number;
}

/** The parts, by the tables and indexes that they consist of; what no pattern fits is the read model. */
const parts: readonly (readonly [string, RegExp])[] = [
  ["raw mails", /^(?:blob|sqlite_autoindex_blob)/],
  ["payloads", /^payload_/],
  ["events", /^event/],
  ["search", /^search/],
];

/**
 * Waits until idle time has packed everything, and measures.
 * @param data the data folder
 */
export async function room(data: string): Promise<Room> {
  const sqlite = new Sqlite(join(data, "mailmanager.db"), { readonly: true, timeout: 10_000 });
  const number = (text: string) => Number(sqlite.prepare(text).pluck().get());
  try {
    // Payloads that do not fill a block stay.
    const left = `SELECT (SELECT count(*) FROM search_unsettled) + (SELECT count(*) FROM blob WHERE encoding = 'raw')
      + (SELECT max(0, count(*) - 512) FROM payload_new)`;
    while (number(left) > 0) await new Promise((wait) => setTimeout(wait, 500));
    const mails =
      number("SELECT count(*) FROM mail") + number("SELECT count(*) FROM reply WHERE composed IS NOT NULL");
    const raw = number("SELECT coalesce(sum(length(body)), 0) FROM blob");
    const sizes = new Map<string, number>();
    for (const { name, size } of sqlite
      .prepare<[], { name: string; size: number }>(
        "SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name",
      )
      .all()) {
      const part = parts.find(([, pattern]) => pattern.test(name))?.[0] ?? "read model";
      sizes.set(part, (sizes.get(part) ?? 0) + size);
    }
    const free = number("PRAGMA freelist_count") * number("PRAGMA page_size");
    sizes.set("free", free);
    const each = (bytes: number) => Math.round(bytes / mails);
    return {
      bytes: each([...sizes.values()].reduce((sum, size) => sum + size, 0)),
      goal: Math.round((1.5 * raw) / mails + 2048),
      parts: Object.fromEntries([...sizes].map(([part, size]) => [part, each(size)])),
      mails,
    };
  } finally {
    sqlite.close();
  }
}
