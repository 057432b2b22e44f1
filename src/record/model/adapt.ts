/** Tables of another release that this one works with until its own are built. */
import type Sqlite from "better-sqlite3";
import { NEXT, statementsFor, tablesExist } from "./tables.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: 0 | 1;
  readonly dflt_value: string | null;
  /** Its place in the primary key, from 1; 0 if it is not part of it. */
  readonly pk: number;
  /** Not 0 if it is generated. */
  readonly hidden: number;
}

/**
 * Gives tables the columns and indexes of model.sql that they lack: the columns are empty, or have their default.
 * Requires the tables as in model.sql under names with the prefix NEXT.
 * @returns false, with nothing changed, if they differ in anything else
 */
export function adaptTables(sqlite: Sqlite.Database, model: string, tables: readonly string[]): boolean {
  const missing = tables.map((table) =>
    tablesExist(sqlite, model, [table]) ? [] : missingColumns(sqlite, table),
  );
  if (missing.includes(null)) return false;
  tables.forEach((table, at) => {
    for (const column of missing[at] ?? [])
      sqlite.exec(["ALTER TABLE", `"${table}"`, "ADD", definition(column)].join(" "));
  });
  for (const { table, sql } of statementsFor(model, tables)) addIndex(sqlite, table, sql);
  return true;
}

/** The columns that a table lacks; null if it differs in anything else. */
function missingColumns(sqlite: Sqlite.Database, table: string): readonly Column[] | null {
  const next = `${NEXT}${table}`;
  if (kindOf(sqlite, table) === null || kindOf(sqlite, table) !== kindOf(sqlite, next)) return null;
  if (uniqueIn(sqlite, table) !== uniqueIn(sqlite, next)) return null;
  const [present, wanted] = [columnsOf(sqlite, table), columnsOf(sqlite, next)];
  const same = wanted.every((one) => {
    const found = present.find(({ name }) => name === one.name);
    return found === undefined
      ? isOptional(one)
      : definition(found) === definition(one) && found.pk === one.pk;
  });
  // What it has in addition is left empty.
  const rest = present.filter(({ name }) => !wanted.some((one) => one.name === name));
  if (!same || !rest.every(isOptional)) return null;
  return wanted.filter(({ name }) => !present.some((one) => one.name === name));
}

const isOptional = ({ notnull, dflt_value, pk, hidden }: Column): boolean =>
  pk === 0 && hidden === 0 && (notnull === 0 || dflt_value !== null);

const definition = ({ name, type, notnull, dflt_value, hidden }: Column): string => {
  const empty = notnull ? ["NOT", "NULL"] : ["NULL"];
  const otherwise = dflt_value === null ? [] : ["DEFAULT", dflt_value];
  return [`"${name}"`, type, ...empty, ...otherwise, ...(hidden ? ["GENERATED"] : [])].join(" ");
};

/** Whether an ordinary table has rowids and is strict; null for any other table, and if there is none. */
function kindOf(sqlite: Sqlite.Database, table: string): string | null {
  const found = sqlite
    .prepare<[string], { type: string; wr: number; strict: number; sql: string }>(
      `SELECT list.type, list.wr, list.strict, made.sql FROM pragma_table_list(?) AS list
       JOIN sqlite_schema AS made ON made.name = list.name AND made.type = 'table' WHERE list.schema = 'main'`,
    )
    .get(table);
  // What pragmas do not show could refuse rows that this release writes.
  if (found?.type !== "table" || /\b(?:CHECK|REFERENCES|COLLATE)\b/i.test(found.sql)) return null;
  return `${found.wr} ${found.strict}`;
}

const columnsOf = (sqlite: Sqlite.Database, table: string): readonly Column[] =>
  sqlite.prepare<[string], Column>("SELECT * FROM pragma_table_xinfo(?)").all(table);

/** What is unique in a table, as text. */
const uniqueIn = (sqlite: Sqlite.Database, table: string): string =>
  sqlite
    .prepare<[string], string>(
      `SELECT (SELECT group_concat(name) FROM pragma_index_info(list.name)) AS columns
       FROM pragma_index_list(?) AS list WHERE list."unique" = 1 ORDER BY columns`,
    )
    .pluck()
    .all(table)
    .join("\n");

/** Creates an index of model.sql unless the table has one like it. Takes about a second for a million rows. */
function addIndex(sqlite: Sqlite.Database, table: string, sql: string): void {
  const name = /^CREATE INDEX (\w+)/.exec(sql)?.[1];
  if (name === undefined) return;
  const alike = sqlite
    .prepare<[string], string>(
      "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql > ''",
    )
    .pluck()
    .all(table)
    .some((one) => over(one) === over(sql));
  if (alike) return;
  sqlite.exec(`DROP INDEX IF EXISTS "${name}_older"`);
  sqlite.exec(sql.replace(/^(CREATE INDEX )(\w+)/, "$1$2_older"));
}

/** The columns and rows of an index. */
const over = (sql: string): string => sql.slice(sql.indexOf("(")).replace(/["\s]+/g, "");
