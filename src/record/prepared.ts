/**
 * Typed prepared statements over drizzle: everything hot is built and prepared once, since building a statement costs
 * ten times as much as running it.
 */
import { eq, getTableColumns, type InferInsertModel, sql } from "drizzle-orm";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";

type Row<T extends SQLiteTable> = Required<InferInsertModel<T>>;

/** Inserts one row, every column given. */
export function inserter<T extends SQLiteTable>(db: BetterSQLite3Database, table: T, ignoreConflict = false) {
  const insert = db.insert(table).values(placeholders(table));
  const statement = (ignoreConflict ? insert.onConflictDoNothing() : insert).prepare();
  return (row: Row<T>): void => {
    statement.run(row);
  };
}

/** Sets every column of the row whose `key` column has the row's value. */
export function updater<T extends SQLiteTable>(db: BetterSQLite3Database, table: T, key: SQLiteColumn) {
  const name = Object.entries(getTableColumns(table)).find(([, column]) => column === key)?.[0];
  if (name === undefined) throw new Error(`${key.name} is not a column of the table`);
  const values = placeholders(table);
  const statement = db
    .update(table)
    .set(values)
    .where(eq(key, sql.placeholder(name)))
    .prepare();
  return (row: Row<T>): void => {
    statement.run(row);
  };
}

/** Inserts the row or, where its `key` is there already, replaces it. */
export function upserter<T extends SQLiteTable>(db: BetterSQLite3Database, table: T, key: SQLiteColumn) {
  const columns = Object.values(getTableColumns(table)).filter((column) => column !== key);
  const excluded = Object.fromEntries(
    Object.entries(getTableColumns(table))
      .filter(([, column]) => columns.includes(column))
      .map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)]),
  );
  const statement = db
    .insert(table)
    .values(placeholders(table))
    .onConflictDoUpdate({ target: key, set: excluded as Row<T> })
    .prepare();
  return (row: Row<T>): void => {
    statement.run(row);
  };
}

/** One placeholder a column, named as the column is in the code; drizzle encodes what is put in. */
function placeholders<T extends SQLiteTable>(table: T): Row<T> {
  const names = Object.keys(getTableColumns(table));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Row<T>;
}
