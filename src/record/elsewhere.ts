/** Whether a file's journal is elsewhere is written in the file, so that it is never continued there by mistake. */
import type Sqlite from "better-sqlite3";

/** Whether the file is a copy of a journal in another database. */
export const isElsewhere = (sqlite: Sqlite.Database): boolean =>
  sqlite.prepare("SELECT 1 FROM fact WHERE name = 'journal elsewhere'").get() !== undefined;

/** Marks it as one. */
export function markElsewhere(sqlite: Sqlite.Database): void {
  if (!isElsewhere(sqlite)) sqlite.exec("INSERT INTO fact (name, value) VALUES ('journal elsewhere', '')");
}
