/**
 * Typed statements over the tables of schema.ts, each prepared once: building a statement costs ten times as much as
 * running it, and drizzle's own prepared ones cost several times what SQLite's do.
 *
 * SQLite uses some bound values for planning, and so replans each time they are bound, which costs as much as several
 * runs: a LIMIT, and what an ORDER BY follows. In frequent statements they are hidden in an expression: "LIMIT ? + 0",
 * "= (SELECT ?)".
 */

import {
  Column,
  getTableColumns,
  getTableName,
  type InferInsertModel,
  type InferSelectModel,
} from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "./database.ts";

type Client = Database["drizzle"];
type Row<T extends SQLiteTable> = Required<InferInsertModel<T>>;
/** A column's name in the code, and the column. */
type Entry = readonly [name: string, column: SQLiteColumn];
type Value = string | number | bigint | Buffer | null;

/** Inserts one row with all its columns. */
export function inserter<T extends SQLiteTable>(db: Client, table: T, ignoreConflict = false) {
  return writer(db, table, `${insertInto(table)}${ignoreConflict ? " ON CONFLICT DO NOTHING" : ""}`);
}

/** Sets all columns of the row with this value in the `key` column. */
export function updater<T extends SQLiteTable>(db: Client, table: T, key: SQLiteColumn) {
  const others = columnsOf(table).filter(([, column]) => column !== key);
  const set = others.map(([, { name }]) => `"${name}" = ?`).join(", ");
  const keys = columnsOf(table).filter(([, column]) => column === key);
  const text = `UPDATE "${getTableName(table)}" SET ${set} WHERE "${key.name}" = ?`;
  return writer(db, table, text, [...others, ...keys]);
}

/** Inserts the row or, if its `key` exists, replaces it. */
export function upserter<T extends SQLiteTable>(db: Client, table: T, ...key: readonly SQLiteColumn[]) {
  const others = columnsOf(table).filter(([, column]) => !key.includes(column));
  const set = others.map(([, { name }]) => `"${name}" = excluded."${name}"`).join(", ");
  return writer(
    db,
    table,
    `${insertInto(table)} ON CONFLICT (${key.map(({ name }) => `"${name}"`).join(", ")}) DO UPDATE SET ${set}`,
  );
}

/**
 * Reads complete rows.
 * @param rest SQL after the table's name, such as "WHERE id = ?"
 */
export function reader<T extends SQLiteTable, Bound extends (Value | object)[]>(
  db: Client,
  table: T,
  rest: string,
) {
  type Found = InferSelectModel<T>;
  const list = columnsOf(table).map(([name, column]) => `"${column.name}" AS "${name}"`);
  const statement = db.$client.prepare<Bound, Record<string, unknown>>(
    `SELECT ${list.join(", ")} FROM "${getTableName(table)}" ${rest}`,
  );
  const decoded = columnsOf(table).filter(
    ([, column]) => column.mapFromDriverValue !== Column.prototype.mapFromDriverValue,
  );
  const decode = (row: Record<string, unknown>): Found => {
    for (const [name, column] of decoded) {
      if (row[name] !== null) row[name] = column.mapFromDriverValue(row[name]);
    }
    return row as Found;
  };
  return {
    get(...bound: Bound): Found | undefined {
      const row = statement.get(...bound);
      return row && decode(row);
    },
    all: (...bound: Bound): Found[] => statement.all(...bound).map(decode),
  };
}

function writer<T extends SQLiteTable>(
  db: Client,
  table: T,
  text: string,
  columns: readonly Entry[] = columnsOf(table),
): (row: Row<T>) => void {
  const statement = db.$client.prepare<Value[]>(text);
  const encoded = columns.map(([, column]) => column.mapToDriverValue !== Column.prototype.mapToDriverValue);
  return (row) => {
    const given: Record<string, unknown> = row;
    const values = columns.map(([name, column], at) => {
      const value = given[name];
      return encoded[at] && (value !== null || column.notNull) ? column.mapToDriverValue(value) : value;
    });
    statement.run(...(values as Value[]));
  };
}

function insertInto(table: SQLiteTable): string {
  const columns = columnsOf(table);
  const names = columns.map(([, { name }]) => `"${name}"`).join(", ");
  return `INSERT INTO "${getTableName(table)}" (${names}) VALUES (${columns.map(() => "?").join(", ")})`;
}

const columnsOf = (table: SQLiteTable): readonly Entry[] => Object.entries(getTableColumns(table));
