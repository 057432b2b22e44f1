import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Database } from "../database.ts";

/**
 * The same database, in whose statements some tables have a prefix: so that a projection writes to tables beside those in
 * use, with the statements that it always has.
 */
export function prefixed({ sqlite }: Database, tables: readonly string[], prefix: string): Database {
  const client = new Proxy(sqlite, {
    get(target, key) {
      if (key === "prepare") return (sql: string) => target.prepare(inPlaceOf(sql, tables, prefix));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { sqlite: client, drizzle: drizzle(client) };
}

/** What comes before a table's name, or its name before a column's. */
// linear: each try begins at a word, and no two neighbouring repetitions share a character
const named = /\b(FROM|INTO|UPDATE|JOIN)(\s)"?(\w+)"?|"?\b(\w+)"?\./gi;

function inPlaceOf(sql: string, tables: readonly string[], prefix: string): string {
  return sql.replace(named, (all, word?: string, space?: string, after?: string, before?: string) => {
    const table = after ?? before ?? "";
    if (!tables.includes(table)) return all;
    return word === undefined ? `"${prefix}${table}".` : `${word}${space}"${prefix}${table}"`;
  });
}
