import type { Database } from "./database.ts";

type Sqlite = Database["sqlite"];

/** Partial indexes of rows that wait for something, without the version that the names of the read model's end with. */
const waiting = /^(?:mail_queued|blob_uncompressed)(?:_\d+)?$/;
/** The rows that one of them has at a usual time. */
const FEW = 20;

/**
 * Takes the statistics by which SQLite plans statements, where they are missing or old. If that happens in a burst, much
 * more waits than usual, and what looks for it would read whole tables from then on: of what waits, they always say few.
 */
export function takeStatistics(sqlite: Sqlite): void {
  sqlite.pragma("optimize");
  expectFewWaiting(sqlite);
}

/** The same for statistics that were taken by something else, or before. */
export function expectFewWaiting(sqlite: Sqlite): void {
  const known = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get();
  if (known === undefined) return;
  const taken = sqlite
    .prepare<[], { idx: string | null; stat: string }>(
      "SELECT idx, stat FROM sqlite_stat1 WHERE tbl IN ('mail', 'blob')",
    )
    .all();
  const set = sqlite.prepare<[string, string]>("UPDATE sqlite_stat1 SET stat = ? WHERE idx = ?");
  let changed = false;
  for (const { idx, stat } of taken) {
    const few = [FEW, ...stat.split(" ").slice(1).fill("1")].join(" ");
    if (idx === null || !waiting.test(idx) || stat === few) continue;
    set.run(few, idx);
    changed = true;
  }
  // SQLite reads them only when told to.
  if (changed) sqlite.exec("ANALYZE sqlite_schema");
}
