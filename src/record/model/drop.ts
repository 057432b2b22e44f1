/** Dropping tables slice by slice: dropping a large one at once takes seconds, in which nothing can be written. */
import type Sqlite from "better-sqlite3";
import { dropTables } from "./tables.ts";

/** Rows deleted at a time. */
const ROWS = 500;

/** Drops a part of a table, within an open transaction: an index of it, or rows until that time, or what is left. */
export function dropSlice(sqlite: Sqlite.Database, table: string, until: number): void {
  const index = sqlite
    .prepare<[string], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql > '' LIMIT 1",
    )
    .pluck()
    .get(table);
  if (index !== undefined) {
    sqlite.exec(`DROP INDEX "${index}"`);
    return;
  }
  const key = keyOf(sqlite, table);
  if (key !== null) {
    const rows = sqlite.prepare<[]>(
      `DELETE FROM "${table}" WHERE (${key}) IN (SELECT ${key} FROM "${table}" LIMIT ${ROWS})`,
    );
    while (rows.run().changes === ROWS) if (performance.now() > until) return;
  }
  dropTables(sqlite, [table]);
}

/** What identifies a row; null for a virtual table, whose rows cannot be deleted one by one. */
function keyOf(sqlite: Sqlite.Database, table: string): string | null {
  const found = sqlite
    .prepare<[string], { type: string; wr: number }>(
      "SELECT type, wr FROM pragma_table_list(?) WHERE schema = 'main'",
    )
    .get(table);
  if (found?.type !== "table") return null;
  if (found.wr === 0) return "rowid";
  return sqlite
    .prepare<[string], string>("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
    .pluck()
    .all(table)
    .map((name) => `"${name}"`)
    .join(", ");
}
