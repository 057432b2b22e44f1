import { modelTables } from "../../src/record/rebuild.ts";
import type { Record } from "../../src/record/record.ts";
import { model } from "./record.ts";

/**
 * The whole read model as text: every row of every table. The search index by its words and where they stand, whichever
 * of its two parts they are in.
 */
export function dumpModel({ database: { sqlite } }: Record): readonly string[] {
  const tables = modelTables(model).filter((name) => !name.startsWith("search"));
  const rows = tables.flatMap((name) =>
    sqlite
      .prepare<[], Row>(`SELECT * FROM "${name}" ORDER BY 1, 2`)
      .all()
      .map((row) => `${name} ${JSON.stringify(row)}`),
  );
  const words = ["search", "search_new"].flatMap((name) => {
    sqlite.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS temp.${name}_words USING fts5vocab(main, ${name}, instance)`,
    );
    const found = sqlite.prepare<[], Row>(`SELECT doc, col, offset, term FROM temp.${name}_words`).all();
    return found.map(({ doc, col, offset, term }) => `word ${doc} ${col} ${offset} ${term}`);
  });
  return [...rows, ...words.sort()];
}

type Row = { readonly [column: string]: string | number | Buffer | null };
