/**
 * Keeps the parts of the read model at this release's version: the table projection has the version and position of
 * each. Only small ones are rebuilt before the start continues. The others are rebuilt slice by slice in idle time, beside
 * the older tables that are in use meanwhile; those without usable older tables, before anything is decided, while mail is
 * received (see model/projection.ts).
 */
import { type Position, position } from "../base/ids.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { adaptTables } from "./model/adapt.ts";
import { prefixed } from "./model/beside.ts";
import { dropSlice } from "./model/drop.ts";
import { projections } from "./model/index.ts";
import { isUsable, type Project, type Projection } from "./model/projection.ts";
import { dropTables, makeTables, NEXT, preparedTablesAside, setAside } from "./model/tables.ts";
import { reader, upserter } from "./prepared.ts";
import { createRebuildProgress, type Rebuilt } from "./rebuild-progress.ts";
import { projection as projectionTable } from "./schema.ts";

export type Progress = (done: number, of: number) => void;

/** A part of the read model that is being rebuilt while the program is running. */
export interface RebuildProgress extends Rebuilt {
  readonly name: string;
  /** Whether the tables in use have all events, those before the update as the older release derived them; if not, only the newest. */
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
  /** Rebuilds one more slice in the background, or drops a slice of replaced tables; false if nothing is left. */
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
  const tablesAside = preparedTablesAside(sqlite);
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
  const rebuilds = createRebuildProgress();

  return {
    project(events) {
      for (const one of projections) if (!late.includes(one)) writerOf(one)(events);
    },
    reached: (position) => states.reached(position, late),
    behind() {
      if (late.length === 0) return null;
      return rebuilds.of("late", meanOf(lateAtFirst), journal.head());
    },
    catchUp: (longest) =>
      immediately(() => {
        late = lateNow();
        rebuilds.of("late", meanOf(lateAtFirst), journal.head());
        const [old] = tablesAside();
        if (late.length > 0 && old !== undefined) dropTables(sqlite, [old]);
        else advance(late, performance.now() + longest);
        late = lateNow();
        return late.length > 0;
      }),
    step: () =>
      immediately(() => {
        const next = besideNow();
        const [old] = tablesAside();
        if (next.length > 0) advanceBeside(next);
        else if (old !== undefined) dropSlice(sqlite, old, performance.now() + LONGEST);
        return next.length > 0 || old !== undefined;
      }),
    deriving: () =>
      besideNow().map(({ one: { name }, version, cursor, done }) => ({
        ...rebuilds.of(name, done, cursor),
        ...{ name, whole: version > INCOMPLETE },
      })),
    rebuild: (progress) =>
      immediately(() => {
        const head = journal.head();
        beside.clear();
        dropTables(sqlite, tablesAside());
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
      else if (one.rebuilt !== "before-decisions" || !canBeBeside(one, state, head)) {
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
    const known = writers.get(one.name) ?? one.project(database);
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

  /** Those that are being rebuilt beside the tables in use, with the position of the new tables. */
  function besideNow() {
    const all = states.all();
    return projections.flatMap((one) => {
      const state = all.find(({ name }) => name === one.name);
      return state?.nextVersion === one.version && state.nextCursor !== null
        ? [{ one, version: state.version, cursor: state.cursor, done: state.nextCursor }]
        : [];
    });
  }

  /** Begins the rebuild beside an older release's tables if decisions can be made on them; false if they cannot. */
  function canBeBeside(one: Projection, state: State | undefined, head: number): boolean {
    if (state === undefined || !isUsable(one, state.version) || state.cursor < head) return false;
    if (state.nextVersion === one.version) return true;
    dropTables(sqlite, one.tables, NEXT);
    makeTables(sqlite, model, one, NEXT);
    if (!adaptTables(sqlite, model, one.tables)) return false;
    states.set(one, state.version, head, one.version, 0);
    return true;
  }

  function beginBeside(one: Projection, state: State | undefined, head: number): void {
    if (state?.nextVersion === one.version) return;
    dropTables(sqlite, one.tables, NEXT);
    makeTables(sqlite, model, one, NEXT);
    // Until then an older release's tables are good enough, if this release can query them.
    const usable = adaptTables(sqlite, model, one.tables);
    if (!usable) {
      dropTables(sqlite, one.tables);
      makeTables(sqlite, model, { tables: one.tables, version: INCOMPLETE });
    }
    // In releases without versions, the tables were complete as well.
    const version = usable ? (state?.version ?? OLDEST) : INCOMPLETE;
    states.set(one, version, head, one.version, 0);
  }

  /** First those that need few events, then the others together: reading an event costs about as much as applying it. */
  function advanceBeside(all: ReturnType<typeof besideNow>): void {
    const few = all.filter(({ one }) => one.rare);
    const some = few.length > 0 ? few : all;
    const read = few.length > 0 ? journal.readRare : journal.read;
    const head = journal.head();
    const until = performance.now() + LONGEST;
    let reached = Math.min(head, ...some.map(({ done }) => done));
    while (reached < head && performance.now() < until) {
      const events = read(reached, SLICE);
      for (const { one, done } of some) {
        besideWriterOf(one)(done <= reached ? events : events.filter(({ position }) => position > done));
      }
      reached = events.length < SLICE ? head : (events.at(-1)?.position ?? head);
    }
    for (const { one, version, cursor, done } of some) {
      rebuilds.of(one.name, done, head);
      const now = Math.max(done, reached);
      if (now < head) states.set(one, version, cursor, one.version, now);
      else replace(one, head);
    }
  }

  function besideWriterOf(one: Projection): Project {
    const known = beside.get(one.name) ?? one.project(prefixed(database, one.tables, NEXT));
    beside.set(one.name, known);
    return known;
  }

  /** Puts the new tables in the place of those in use. */
  function replace(one: Projection, head: number): void {
    setAside(sqlite, one.tables);
    for (const name of one.tables) sqlite.exec(`ALTER TABLE "${NEXT}${name}" RENAME TO "${name}"`);
    beside.delete(one.name);
    states.set(one, one.version, head, null, null);
  }
}

/** Versions start at 1. These stand for tables from before there were versions, and for tables that lack older events. */
const OLDEST = 0;
const INCOMPLETE = -1;

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
