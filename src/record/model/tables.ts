import type Sqlite from "better-sqlite3";

/** Prefix of the names of tables that are rebuilt while the current ones are in use. */
export const NEXT = "next_";

interface Statement {
  readonly table: string;
  readonly sql: string;
}

/**
 * The statements that create some of the tables of model.sql, with their indexes.
 * @param prefix of the tables' names; `version` is then appended to the names of their indexes, which do not
 *   change when a table replaces another
 */
export function statementsFor(
  model: string,
  tables: readonly string[],
  prefix = "",
  version = 0,
): readonly string[] {
  return statementsIn(model)
    .filter(({ table }) => tables.includes(table))
    .map(({ table, sql }) =>
      prefix === ""
        ? sql
        : sql
            .replace(/^(CREATE INDEX )(\w+)/, `$1$2_${version}`)
            .replace(new RegExp(`((?:TABLE|ON) )${table}\\b`), `$1${prefix}${table}`),
    );
}

/** The tables that model.sql creates. */
export const modelTables = (model: string): readonly string[] => [
  ...new Set(statementsIn(model).map(({ table }) => table)),
];

/** Whether tables are exactly as in model.sql, apart from spaces and quotes. */
export function tablesExist(sqlite: Sqlite.Database, model: string, tables: readonly string[]): boolean {
  const made = sqlite
    .prepare<[string], string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .pluck();
  return statementsFor(model, tables)
    .filter((sql) => !sql.startsWith("CREATE INDEX"))
    .every((sql, at) => bare(made.get(tableOf(sql) ?? `${at}`) ?? "") === bare(sql));
}

export function dropTables(sqlite: Sqlite.Database, tables: readonly string[], prefix = ""): void {
  for (const name of tables) sqlite.exec(`DROP TABLE IF EXISTS "${prefix}${name}"`);
}

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
