/** What SQLite would do for each prepared statement with a million tickets. */
import Sqlite from "better-sqlite3";
import { vi } from "vitest";

/** Collects the text of every statement that is prepared from now on, whatever prepares it. */
export function collectStatements(): { readonly texts: ReadonlySet<string>; stop(): void } {
  const texts = new Set<string>();
  const prepare = Sqlite.prototype.prepare;
  const spy = vi.spyOn(Sqlite.prototype, "prepare").mockImplementation(function (
    this: Sqlite.Database,
    text,
  ) {
    texts.add(text);
    return Reflect.apply(prepare, this, [text]);
  });
  return { texts, stop: () => spy.mockRestore() };
}

/** The rows of a table that has one for each ticket, mail, message or event. */
const ROWS = 1_000_000;
/** How many values there are of columns that have few; all others have a value for each row. */
const values: Readonly<Record<string, number>> = {
  ...{ state: 4, mailbox: 10, assignee: 50, team: 10, priority: 4, category: 50, tag: 100, direction: 4 },
  ...{ outcome: 7, kind: 3, user: 50, type: 30, due: 2, seen: 2, reason: 10, requester_address: 300_000 },
  ...{ ticket: 400_000, candidate: 1000, from_address: 300_000, author: 300_000 },
};

/**
 * Gives SQLite the statistics of a large installation, as ANALYZE would take them.
 * @param small tables with few rows
 * @param taken when: on a usual day, or in a burst, when all rows are waiting for something
 */
export function pretendLarge(
  sqlite: Sqlite.Database,
  small: ReadonlySet<string>,
  taken: "usually" | "in a burst",
): void {
  sqlite.exec("ANALYZE; DELETE FROM sqlite_stat1");
  const insert = sqlite.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)");
  const indexes = sqlite
    .prepare<[], { tbl: string; idx: string; partial: number; columns: string; sql: string }>(
      `SELECT t.name AS tbl, i.name AS idx, i.partial AS partial,
         (SELECT json_group_array(c.name) FROM pragma_index_info(i.name) AS c) AS columns,
         (SELECT ifnull(s.sql, '') FROM sqlite_schema AS s WHERE s.name = i.name) AS sql
       FROM pragma_table_list AS t, pragma_index_list(t.name) AS i WHERE t.schema = 'main' AND t.type = 'table'`,
    )
    .all();
  for (const { tbl, idx, partial, columns, sql } of indexes) {
    const few = taken === "usually" && partial === 1 && !/WHERE \w+ IS NOT NULL$/.test(sql);
    const rows = small.has(tbl) ? FEW : few ? ROWS / 100 : ROWS;
    const names: readonly string[] = JSON.parse(columns);
    let distinct = 1;
    const each = names.map((name) => {
      distinct = Math.min(rows, distinct * (values[name] ?? rows));
      return Math.max(1, Math.round(rows / distinct));
    });
    insert.run(tbl, idx, [rows, ...each].join(" "));
  }
  // Makes SQLite read them.
  sqlite.exec("ANALYZE sqlite_schema");
}

/** The rows of a small table. */
const FEW = 20;

/**
 * The steps of a statement that take longer the more rows there are: they read a whole table or index, or sort. Reading
 * the first rows in the order of an index is not one.
 * @param small tables, and partial indexes, with few rows
 */
export function slowSteps(
  sqlite: Sqlite.Database,
  text: string,
  small: ReadonlySet<string>,
): readonly string[] {
  const names = new Set([...text.matchAll(/@(\w+)/g)].map(([, name]) => name));
  const values = [...text.matchAll(/\?/g)].map(() => null);
  const steps = sqlite
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
    .all(...(names.size > 0 ? [Object.fromEntries([...names].map((name) => [name, null]))] : values))
    .map(({ detail }) => detail);
  const isSmall = (name: string) => small.has(tableOf(name, text)) || isDefined(name, text);
  const readsLarge = steps.some((step) => {
    const name = /^(?:SCAN|SEARCH) (?!CONSTANT ROW)(\w+)/.exec(step)?.[1];
    return name !== undefined && !isSmall(name) && !isSmall(indexOf(step));
  });
  const sorts = steps.some((step) => step.startsWith("USE TEMP B-TREE"));
  const readsFirst = !sorts && /\bFROM "?\w+"? ORDER BY [\w ]+ LIMIT /.test(text);
  return steps.filter((step) => {
    if (step.includes("AUTOMATIC")) return true;
    if (step.startsWith("USE TEMP B-TREE")) return readsLarge;
    const [, name, how = ""] = /^SCAN (?!CONSTANT ROW)(\w+)(.*)/.exec(step) ?? [];
    const isWordSearch = /VIRTUAL TABLE INDEX (?:\d+:=?M|[1-9]\d*:)/.test(how);
    return name !== undefined && !isSmall(name) && !isSmall(indexOf(step)) && !isWordSearch && !readsFirst;
  });
}

/** The index of a step, without the version that its name ends with; "" if there is none. */
const indexOf = (step: string): string =>
  /USING (?:COVERING )?INDEX (\w+?)(?:_\d+)?(?: |$)/.exec(step)?.[1] ?? "";

/** What a name in a plan stands for. */
const tableOf = (name: string, text: string): string =>
  new RegExp(`\\b(?:FROM|JOIN)\\s+(\\w+)(?:\\([^)]*\\))?\\s+AS\\s+${name}\\b`).exec(text)?.[1] ?? name;

/** Whether a name is of a WITH of the statement, whose steps are judged themselves. */
const isDefined = (name: string, text: string): boolean =>
  new RegExp(`\\b${name}\\b(?: \\([^)]*\\))? AS (?:MATERIALIZED )?\\(`).test(text);
