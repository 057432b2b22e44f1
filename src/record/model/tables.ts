import type Sqlite from "better-sqlite3";

/** Prefix of the names of tables that are rebuilt while the current ones are in use. */
export const NEXT = "next_";
/** Prefix of the names of another release's tables, which are to be dropped. */
const OLD = "old_";

interface Statement {
  readonly table: string;
  readonly sql: string;
}

/**
 * Creates the tables of a projection with their indexes.
 * @param prefix of the tables' names. The names of indexes end in the version, because they do not change when a table
 *   takes the place of another.
 */
export function makeTables(
  sqlite: Sqlite.Database,
  model: string,
  { tables, version }: { readonly tables: readonly string[]; readonly version: number },
  prefix = "",
): void {
  for (const { table, sql } of statementsFor(model, tables)) {
    const index = /^CREATE INDEX (\w+)/.exec(sql)?.[1];
    // A table set aside has it if its contents were replaced within a version.
    if (index !== undefined) sqlite.exec(`DROP INDEX IF EXISTS "${index}_${version}"`);
    sqlite.exec(
      sql
        .replace(/^(CREATE INDEX )(\w+)/, `$1$2_${version}`)
        .replace(new RegExp(`((?:TABLE|ON) )${table}\\b`), `$1${prefix}${table}`),
    );
  }
}

/** Renames tables, so that they can be dropped later: that takes a while if they are large. */
export function setAside(sqlite: Sqlite.Database, tables: readonly string[]): void {
  dropTables(sqlite, tables, OLD);
  for (const name of tables.filter((name) => sqlOf(sqlite, name) !== undefined))
    sqlite.exec(`ALTER TABLE "${name}" RENAME TO "${OLD}${name}"`);
}

/** Prepares a query of the tables set aside; of a virtual table, itself alone. */
export function preparedTablesAside(sqlite: Sqlite.Database): () => readonly string[] {
  const query = sqlite
    .prepare<[], string>(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type IN ('table', 'virtual') AND substr(name, 1, 4) = '${OLD}'`,
    )
    .pluck();
  return () => query.all();
}

/** The tables that model.sql creates. */
export const modelTables = (model: string): readonly string[] => [
  ...new Set(statementsIn(model).map(({ table }) => table)),
];

/** Whether tables are exactly as in model.sql, apart from spaces and quotes, and from their indexes. */
export function tablesExist(sqlite: Sqlite.Database, model: string, tables: readonly string[]): boolean {
  return statementsFor(model, tables)
    .filter(({ sql }) => !sql.startsWith("CREATE INDEX"))
    .every(({ table, sql }) => bare(sqlOf(sqlite, table) ?? "") === bare(sql));
}

/** The statement that created a table; undefined if there is none. */
const sqlOf = (sqlite: Sqlite.Database, table: string): string | undefined =>
  sqlite
    .prepare<[string], string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .pluck()
    .get(table);

export function dropTables(sqlite: Sqlite.Database, tables: readonly string[], prefix = ""): void {
  for (const name of tables) sqlite.exec(`DROP TABLE IF EXISTS "${prefix}${name}"`);
}

/** The statements of model.sql that create some tables and their indexes. */
export const statementsFor = (model: string, tables: readonly string[]): readonly Statement[] =>
  statementsIn(model).filter(({ table }) => tables.includes(table));

function statementsIn(model: string): readonly Statement[] {
  return model
    .replace(/^ *--.*\n/gm, "")
    .split(/;\s*\n/)
    .map((sql) => sql.trim())
    .filter((sql) => sql !== "")
    .map((sql) => {
      const table = tableOf(sql);
      if (table === undefined) throw new Error(`model.sql has a statement that makes no table: ${sql}`);
      return { table, sql };
    });
}

const tableOf = (sql: string): string | undefined =>
  // linear: anchored, and no two neighbouring repetitions share a character
  /^CREATE (?:VIRTUAL )?TABLE (\w+)|^CREATE INDEX \w+\s+ON (\w+)/.exec(sql)?.slice(1).find(Boolean);

const bare = (sql: string): string => sql.replace(/["\s]+/g, "");
