/**
 * Keeps the parts of the read model at this release's version: the table projection has the version and position of
 * each. What decisions need is rebuilt before the start continues. The rest is rebuilt while the program is running,
 * slice by slice, into tables with other names that replace the old ones once they have caught up.
 */
import { createHash } from "node:crypto";
import { type Position, position } from "../base/ids.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { projections } from "./model/index.ts";
import type { Project, Projection } from "./model/projection.ts";
import { dropTables, NEXT, statementsFor, tablesExist } from "./model/tables.ts";
import { projection as projectionTable } from "./schema.ts";

export type Progress = (done: number, of: number) => void;

/** A part of the read model that is being rebuilt while the program is running. */
export interface RebuildProgress {
  readonly name: string;
  /** Events done, and the total. */
  readonly done: number;
  readonly of: number;
  /** Whether the tables in use have all events, as an older release derived them; if not, only the newest ones. */
  readonly whole: boolean;
}

export interface Projections {
  /** Applies newly appended events, within the same transaction. */
  readonly project: Project;
  /** Records the position of all tables; at the end of a transaction that appends. */
  reached(position: Position): void;
  /** Rebuilds one more slice in the background; false if nothing is left. */
  step(): boolean;
  deriving(): readonly RebuildProgress[];
  /** Drops and rebuilds everything in one transaction: the old tables remain until its end. */
  rebuild(progress?: Progress): Position;
}

/** Events read at a time. */
const PAGE = 1000;
/** Events and milliseconds of one slice, for which everything else waits. */
const SLICE = 50;
const LONGEST = 20;

type State = typeof projectionTable.$inferSelect;

/**
 * Brings the read model to this release's version.
 * @param progress called for the work that the start has to wait for
 */
export function openProjections(
  database: Database,
  journal: Journal,
  model: string,
  progress?: Progress,
): Projections {
  const { sqlite } = database;
  const states = createStates(database);
  const immediately = <T>(work: () => T): T => sqlite.transaction(work).immediate();

  // Usually everything is current, and the start need not wait for other writers.
  if (!isCurrent()) immediately(bringUp);

  const all = projections.map((one) => one.project(database, ""));
  /** The writers of the tables that are being rebuilt, by name; created on first use. */
  const beside = new Map<string, Project>();

  return {
    project(events) {
      for (const project of all) project(events);
    },
    reached: (position) => states.reached(position),
    step: () =>
      immediately(() => {
        const next = states.all().find(({ nextVersion }) => nextVersion !== null);
        const one = projections.find(({ name }) => name === next?.name);
        if (!next || !one) return false;
        advance(one, next);
        return true;
      }),
    deriving: () =>
      states
        .all()
        .flatMap(({ name, version, cursor, nextCursor }) =>
          nextCursor === null ? [] : [{ name, done: nextCursor, of: cursor, whole: version > INCOMPLETE }],
        ),
    rebuild: (progress) =>
      immediately(() => {
        const head = journal.head();
        beside.clear();
        for (const one of projections) make(one);
        derive(
          projections.map((one) => ({ one, after: 0 })),
          head,
          progress,
        );
        return position(head);
      }),
  };

  function isCurrent(): boolean {
    const found = states.all();
    return projections.every(({ name, version }) =>
      found.some((one) => one.name === name && one.version === version && one.cursor === journal.head()),
    );
  }

  function bringUp(): void {
    const head = journal.head();
    const late = projections.flatMap((one) => {
      const state = states.of(one);
      if (state?.version === one.version) return state.cursor < head ? [{ one, after: state.cursor }] : [];
      if (!one.needed && head > 0) {
        beginBeside(one, state, head);
        return [];
      }
      make(one);
      return [{ one, after: 0 }];
    });
    derive(late, head, progress);
  }

  /** Replaces the tables by empty ones. */
  function make({ tables }: Projection): void {
    dropTables(sqlite, tables, NEXT);
    dropTables(sqlite, tables);
    for (const sql of statementsFor(model, tables)) sqlite.exec(sql);
  }

  /** Applies the events after each projection's position, and records the new position. */
  function derive(late: readonly { one: Projection; after: number }[], head: number, told?: Progress): void {
    if (late.length === 0) return;
    const projects = late.map(({ one, after }) => ({ project: one.project(database, ""), after }));
    for (let done = Math.min(...late.map(({ after }) => after)); done < head; ) {
      const events = journal.read(done, PAGE);
      for (const { project, after } of projects) {
        project(after <= done ? events : events.filter(({ position }) => position > after));
      }
      done = Math.min(done + PAGE, head);
      told?.(done, head);
    }
    for (const { one } of late) states.set(one, one.version, head, null, null);
  }

  function beginBeside(one: Projection, state: State | undefined, head: number): void {
    if (state?.nextVersion === one.version) return;
    // Until then an older release's tables are good enough, if this release can query them.
    const usable = tablesExist(sqlite, model, one.tables);
    if (!usable) make(one);
    dropTables(sqlite, one.tables, NEXT);
    for (const sql of statementsFor(model, one.tables, NEXT, one.version)) sqlite.exec(sql);
    // In releases without versions, the tables were complete as well.
    const version = usable ? (state?.version ?? OLDEST) : INCOMPLETE;
    states.set(one, version, head, one.version, 0);
  }

  function advance(one: Projection, state: State): void {
    const project = beside.get(one.name) ?? one.project(database, NEXT);
    beside.set(one.name, project);
    const head = journal.head();
    const until = performance.now() + LONGEST;
    let cursor = state.nextCursor ?? 0;
    while (cursor < head && performance.now() < until) {
      const events = journal.read(cursor, SLICE);
      project(events);
      cursor = Math.min(cursor + SLICE, head);
    }
    if (cursor < head) {
      states.set(one, state.version, state.cursor, one.version, cursor);
      return;
    }
    dropTables(sqlite, one.tables);
    for (const name of one.tables) sqlite.exec(`ALTER TABLE "${NEXT}${name}" RENAME TO "${name}"`);
    beside.delete(one.name);
    states.set(one, one.version, head, null, null);
  }
}

/** Versions start at 1. These stand for tables from before there were versions, and for tables that lack older events. */
const OLDEST = 0;
const INCOMPLETE = -1;

/** Whether the file has the part of the read model that decisions need, in this release's version. */
export function modelIsCurrent({ sqlite }: Pick<Database, "sqlite">): boolean {
  const found = new Map(versionsIn(sqlite).map(({ name, version }) => [name, version]));
  return projections.every(({ name, version, needed }) => !needed || found.get(name) === version);
}

/** Identifies the read model in a file; null if there is none. */
export function modelIn({ sqlite }: Pick<Database, "sqlite">): string | null {
  const found = versionsIn(sqlite);
  return found.length === 0 ? null : nameOf(found);
}

/** Identifies this release's read model. */
export const modelName = (): string => nameOf(projections);

type Versions = readonly { readonly name: string; readonly version: number }[];

function versionsIn(sqlite: Database["sqlite"]): Versions {
  const kept = sqlite
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'projection'")
    .get();
  if (kept === undefined) return [];
  return sqlite.prepare<[], Versions[number]>("SELECT name, version FROM projection").all();
}

function nameOf(versions: Versions): string {
  const text = versions.map(({ name, version }) => `${name} ${version}`).toSorted();
  return createHash("sha256").update(text.join("\n")).digest("hex").slice(0, 16);
}

function createStates({ drizzle, sqlite }: Database) {
  const names = projections.map(({ name }) => name);
  // Another release may have other projections.
  const reached = sqlite.prepare<[number, string]>(
    "UPDATE projection SET cursor = ? WHERE name IN (SELECT value FROM json_each(?))",
  );
  const all = (): readonly State[] =>
    drizzle
      .select()
      .from(projectionTable)
      .all()
      .filter(({ name }) => names.includes(name));
  return {
    all,
    of: ({ name }: Projection): State | undefined => all().find((state) => state.name === name),
    set(
      { name }: Projection,
      version: number,
      cursor: number,
      nextVersion: number | null,
      nextCursor: number | null,
    ): void {
      const rest = { version, cursor, nextVersion, nextCursor };
      drizzle
        .insert(projectionTable)
        .values({ name, ...rest })
        .onConflictDoUpdate({ target: projectionTable.name, set: rest })
        .run();
    },
    reached: (position: Position): void => {
      reached.run(position, JSON.stringify(names));
    },
  };
}
