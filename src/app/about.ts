import Database from "better-sqlite3";
import { version } from "../base/version.ts";
import { sqliteAddon } from "./assets.ts";

/** The versions of the program, of Node, and of SQLite, as reported by a connection. */
export function about(): { readonly version: string; readonly node: string; readonly sqlite: string } {
  const options = Object.assign<Database.Options, object>({}, { nativeBinding: sqliteAddon() });
  const database = new Database(":memory:", options);
  try {
    const sqlite = String(database.prepare("SELECT sqlite_version()").pluck().get());
    return { version, node: process.versions.node, sqlite };
  } finally {
    database.close();
  }
}
