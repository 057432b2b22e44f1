/**
 * Keeps the parts of the read model at this release's version: the table projection has the version and position of
 * each. Only small ones are rebuilt before the start continues. The others are rebuilt slice by slice, either before
 * anything is decided, while mail is received, or in idle time (see `rebuilt` in model/projection.ts).
 */
import { createHash } from "node:crypto";
import { type Position, position } from "../base/ids.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { projections } from "./model/index.ts";
import type { Project, Projection } from "./model/projection.ts";
import { dropTables, makeTables, NEXT, setAside, tablesAside, tablesExist } from "./model/tables.ts";
import { reader, upserter } from "./prepared.ts";
import { projection as projectionTable } from "./schema.ts";

export type Progress = (done: number, of: number) => void;

/** How far a rebuild has come, in events. */
export interface Rebuilt {
  readonly done: number;
  readonly of: number;
}

/** A part of the read model that is being rebuilt while the program is running. */
export interface RebuildProgress extends Rebuilt {
  readonly name: string;
  /** Whether the tables in use have all events, as an older release derived them; if not, only the newest ones. */
  readonly whole: boolean;
}

export interface Projections {
  /** Applies newly appended events, within the same transaction. */
  readonly project: Project;
  /** Records the position of all tables that are up to date; at the end of a transaction that appends. */
  reached(position: Position): void;
  /** How far the tables are that decisions need; null if they are up to date. */
  behind(): Rebuilt | null;
  /** Rebuilds one more slice of them, of that many milliseconds; false if nothing is left. */
  catchUp(longest: number): boolean;
  /** Rebuilds one more slice in the background; false if nothing is left. */
  step(): boolean;
  deriving(): readonly RebuildProgress[];
  /** Drops and rebuilds everything in one transaction: the old tables remain until its end. */
  rebuild(progress?: Progress): Position;
}

/** Events read at a time. */
const PAGE = 200;
/** Milliseconds between two reports of progress. */
const REPORT = 200;
/** Events and milliseconds of one slice in the background, for which everything else waits. */
const SLICE = 50;
const LONGEST = 20;

type State = typeof projectionTable.$inferSelect;

/** Opens the read model. Tables of another version are replaced by empty ones, and the small ones are rebuilt. */
export function openProjections(database: Database, journal: Journal, model: string): Projections {
  const { sqlite } = database;
  const states = createStates(database);
  const immediately = <T>(work: () => T): T => sqlite.transaction(work).immediate();

  /** The writers of the tables in use, by name; created once the tables exist. */
  const writers = new Map<string, Project>();

  // Usually everything is current, and the start need not wait for other writers.
  if (!isCurrent()) immediately(bringUp);

  /** Those that are behind the journal: they get new events in their turn. */
  let late = lateNow();
  const lateAtFirst = late;
  /** The writers of the tables that are being rebuilt in the background, by name; created on first use. */
  const beside = new Map<string, Project>();

  return {
    project(events) {
      for (const one of projections) if (!late.includes(one)) writerOf(one)(events);
    },
    reached: (position) => states.reached(position, late),
    behind() {
      if (late.length === 0) return null;
      return { done: meanOf(lateAtFirst), of: journal.head() };
    },
    catchUp: (longest) =>
      immediately(() => {
        late = lateNow();
        const [old] = tablesAside(sqlite);
        if (late.length > 0 && old !== undefined) dropTables(sqlite, [old]);
        else advance(late, performance.now() + longest);
        late = lateNow();
        return late.length > 0;
      }),
    step: () =>
      immediately(() => {
        const next = states.all().find(({ nextVersion }) => nextVersion !== null);
        const one = projections.find(({ name }) => name === next?.name);
        if (!next || !one) return false;
        advanceBeside(one, next);
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
        dropTables(sqlite, tablesAside(sqlite));
        for (const one of projections) make(one);
        for (let left = lateNow(); left.length > 0; left = lateNow()) {
          advance(left, performance.now() + REPORT);
          progress?.(meanOf(projections), head);
        }
        late = [];
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
    for (const one of projections) {
      const state = states.of(one);
      if (state?.version === one.version) continue;
      if (one.rebuilt === "when-idle" && head > 0) beginBeside(one, state, head);
      else {
        // Dropping large tables takes a while.
        if (one.rebuilt === "before-decisions") setAside(sqlite, one.tables);
        make(one);
      }
    }
    const small = lateNow().filter(({ rebuilt }) => rebuilt === "at-start");
    advance(small, Number.POSITIVE_INFINITY);
  }

  /** Those with this release's tables, but not all events. */
  function lateNow(): readonly Projection[] {
    const head = journal.head();
    const found = states.all();
    return projections.filter(({ name, version }) =>
      found.some((state) => state.name === name && state.version === version && state.cursor < head),
    );
  }

  /** Replaces the tables by empty ones. */
  function make(one: Projection): void {
    dropTables(sqlite, one.tables, NEXT);
    dropTables(sqlite, one.tables);
    makeTables(sqlite, model, one);
    states.set(one, one.version, 0, null, null);
  }

  function writerOf(one: Projection): Project {
    const known = writers.get(one.name) ?? one.project(database, "");
    writers.set(one.name, known);
    return known;
  }

  /** The position that these have reached on average. */
  function meanOf(some: readonly Projection[]): number {
    const sum = some.reduce((sum, one) => sum + (states.of(one)?.cursor ?? 0), 0);
    return Math.floor(sum / some.length);
  }

  /** Applies more events until that time: first to those that need few of them, then to the others together. */
  function advance(behind: readonly Projection[], until: number): void {
    const few = behind.filter(({ rare }) => rare);
    const cursors = (few.length > 0 ? few : behind).map((one) => ({
      one,
      project: writerOf(one),
      after: states.of(one)?.cursor ?? 0,
    }));
    const read = few.length > 0 ? journal.readRare : journal.read;
    const head = journal.head();
    let done = Math.min(head, ...cursors.map(({ after }) => after));
    while (done < head) {
      const events = read(done, PAGE);
      for (const { project, after } of cursors)
        project(after <= done ? events : events.filter(({ position }) => position > after));
      done = events.length < PAGE ? head : (events.at(-1)?.position ?? head);
      if (performance.now() > until) break;
    }
    for (const { one, after } of cursors) states.set(one, one.version, Math.max(after, done), null, null);
  }

  function beginBeside(one: Projection, state: State | undefined, head: number): void {
    if (state?.nextVersion === one.version) return;
    // Until then an older release's tables are good enough, if this release can query them.
    const usable = tablesExist(sqlite, model, one.tables);
    if (!usable) make(one);
    dropTables(sqlite, one.tables, NEXT);
    makeTables(sqlite, model, one, NEXT);
    // In releases without versions, the tables were complete as well.
    const version = usable ? (state?.version ?? OLDEST) : INCOMPLETE;
    states.set(one, version, head, one.version, 0);
  }

  function advanceBeside(one: Projection, state: State): void {
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

/** The part of the read model that decisions need: up to date, being rebuilt, or of another release. */
export type ModelState = { readonly is: "current" | "other-release" } | ({ readonly is: "behind" } & Rebuilt);

/** The state of the read model in a file. */
export function modelState({ sqlite }: Pick<Database, "sqlite">): ModelState {
  const all = versionsIn(sqlite);
  const decisive = projections.filter(({ rebuilt }) => rebuilt !== "when-idle");
  const found = decisive.flatMap((one) =>
    all.filter(({ name, version }) => name === one.name && version === one.version),
  );
  if (found.length < decisive.length) return { is: "other-release" };
  // The small ones always are where the journal ends.
  const of = Math.max(...found.map(({ cursor }) => cursor));
  const behind = found.filter(({ cursor }) => cursor < of);
  if (behind.length === 0) return { is: "current" };
  return { is: "behind", of, done: behind.reduce((sum, { cursor }) => sum + cursor, 0) / behind.length };
}

/** Identifies the read model in a file; null if there is none. */
export function modelIn({ sqlite }: Pick<Database, "sqlite">): string | null {
  const found = versionsIn(sqlite);
  return found.length === 0 ? null : nameOf(found);
}

/** Identifies this release's read model. */
export const modelName = (): string => nameOf(projections);

type Versions = readonly { readonly name: string; readonly version: number; readonly cursor: number }[];

function versionsIn(sqlite: Database["sqlite"]): Versions {
  const kept = sqlite
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'projection'")
    .get();
  if (kept === undefined) return [];
  return sqlite.prepare<[], Versions[number]>("SELECT name, version, cursor FROM projection").all();
}

function nameOf(versions: readonly { readonly name: string; readonly version: number }[]): string {
  const text = versions.map(({ name, version }) => `${name} ${version}`).toSorted();
  return createHash("sha256").update(text.join("\n")).digest("hex").slice(0, 16);
}

function createStates({ drizzle, sqlite }: Database) {
  const names = projections.map(({ name }) => name);
  // Another release may have other projections.
  const reached = sqlite.prepare<[number, string]>(
    "UPDATE projection SET cursor = ? WHERE name IN (SELECT value FROM json_each(?))",
  );
  const stored = reader<typeof projectionTable, []>(drizzle, projectionTable, "ORDER BY name");
  const store = upserter(drizzle, projectionTable, projectionTable.name);
  const all = (): readonly State[] => stored.all().filter(({ name }) => names.includes(name));
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
      store({ name, version, cursor, nextVersion, nextCursor });
    },
    reached(position: Position, except: readonly Projection[]): void {
      const up =
        except.length === 0 ? names : names.filter((name) => !except.some((one) => one.name === name));
      reached.run(position, JSON.stringify(up));
    },
  };
}
