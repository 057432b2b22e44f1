import { version } from "../base/version.ts";
import { versionOf } from "../engine/operate/data-folder/sqlite.ts";
import { sqliteAddon } from "./assets.ts";

/** The versions of the program, of Node, and of SQLite. */
export function about(): { readonly version: string; readonly node: string; readonly sqlite: string } {
  return { version, node: process.versions.node, sqlite: versionOf({ nativeBinding: sqliteAddon() }) };
}
