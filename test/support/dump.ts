import type Sqlite from "better-sqlite3";
import { modelTables } from "../../src/record/model/tables.ts";
import type { OpenRecord } from "../../src/record/record.ts";
import { model } from "./record.ts";

/** The whole read model as text: every row of every table. */
export const dumpModel = ({ database: { sqlite } }: OpenRecord): readonly string[] =>
  dumpTables(sqlite, modelTables(model));

/**
 * Tables as text. Of the search index, the words and their positions, regardless of which of its two parts they are in.
 */
export function dumpTables(sqlite: Sqlite.Database, tables: readonly string[]): readonly string[] {
  const rows = tables
    .filter((name) => !name.startsWith("search"))
    .flatMap((name) =>
      sqlite
        .prepare<[], Row>(`SELECT * FROM "${name}" ORDER BY 1, 2`)
        .all()
        .map((row) => `${name} ${JSON.stringify(row, readable)}`),
    );
  const words = tables
    .filter((name) => name === "search" || name === "search_new")
    .flatMap((name) => {
      sqlite.exec(
        `CREATE VIRTUAL TABLE IF NOT EXISTS temp.${name}_words USING fts5vocab(main, ${name}, instance)`,
      );
      const found = sqlite.prepare<[], Row>(`SELECT doc, col, offset, term FROM temp.${name}_words`).all();
      sqlite.exec(`DROP TABLE temp.${name}_words`);
      return found.map(({ doc, col, offset, term }) => `word ${doc} ${col} ${offset} ${term}`);
    });
  return [...rows, ...words.sort()];
}

type Row = { readonly [column: string]: string | number | Buffer | null };

/** Bytes as hexadecimal digits. A buffer arrives as its JSON form. */
function readable(_: string, value: unknown): unknown {
  const isBytes = typeof value === "object" && value !== null && "type" in value && value.type === "Buffer";
  return isBytes && "data" in value && Array.isArray(value.data)
    ? Buffer.from(value.data).toString("hex")
    : value;
}
