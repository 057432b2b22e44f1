import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isUnwritable } from "../base/unwritable.ts";
import type { Actor } from "../domain/actor.ts";
import type { Event, Recorded } from "../domain/events.ts";
import type { JournalTrouble } from "../domain/health/index.ts";
import { isMovedBy } from "../domain/moved-by.ts";
import type { Blobs } from "./blobs.ts";
import type { EventRow } from "./chain.ts";
import { copyRows } from "./copy-rows.ts";
import type { Database } from "./database.ts";
import { type Committer, type Decision, Moved } from "./decision.ts";
import { firstMoved } from "./depends.ts";
import type { Journal, StoredEvent } from "./journal.ts";
import type { Operations } from "./operations.ts";
import type { Append, Appended, Fence, JournalPort } from "./port.ts";
import type { Projections } from "./projections.ts";
import type { View } from "./view.ts";

/** A journal elsewhere, which this record follows. */
export interface Remote {
  readonly port: JournalPort;
  /** The lease that protects what this process appends; undefined without one. */
  readonly fence: () => Fence | undefined;
  /** Why nothing can be recorded now; null if nothing is known to prevent it. */
  readonly trouble: () => JournalTrouble | null;
}

/** The journal is not the one that the copy here was made of. */
export class OtherJournal extends Error {
  override readonly name = "OtherJournal";
  /** The first position at which they differ, or that one of them lacks. */
  readonly position: number;

  constructor(position: number) {
    super(`the journal differs from its copy at position ${position}`);
    this.position = position;
  }
}

export interface RemoteCommitter extends Committer {
  /**
   * Takes over what the journal has and the copy does not.
   * @throws OtherJournal if the copy does not continue to it; JournalAway
   */
  catchUp(): Promise<void>;
  /** See Remote. */
  trouble(): JournalTrouble | null;
  /** Takes over what others append, until the signal is aborted. @throws as catchUp does, except JournalAway */
  follow(signal: AbortSignal): Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly operations: Operations;
  readonly view: View;
  readonly projections: Projections;
  readonly remote: Remote;
  /** Called when the copy here is known to be of that journal. */
  readonly same: () => void;
  readonly now: () => number;
  readonly onListenerFailed: (cause: unknown) => void;
}

/** Milliseconds after which a round includes no further decision. */
const LONGEST = 25;
/** Events that are read, and that are applied in one transaction. */
const PAGE = 500;
const SLICE = 100;

interface Waiting {
  readonly decide: (view: View, now: number) => Made;
  readonly failed: (cause: unknown) => void;
  /** Whether it is recorded by itself: together with others, something could not be written. */
  alone: boolean;
}

interface Made {
  readonly decision: Omit<Decision<unknown>, "value">;
  readonly actor: Actor;
  readonly committed: () => void;
}

/** Thrown through a transaction that was only tried. */
class Rehearsed extends Error {}

/** A decision of a round. */
interface Pending extends Made {
  readonly waiting: Waiting;
  /** Null if it has no events. */
  readonly append: Append | null;
}

/**
 * Commits to a journal elsewhere: decisions are made on the read model here, at its position, and sent to the journal together.
 * What has moved there is decided again after catching up. What is recorded is then applied here.
 */
export function createRemoteCommitter(parts: Parts): RemoteCommitter {
  const { database, journal, blobs, operations, view, projections, remote, now, onListenerFailed } = parts;
  const { port, fence } = remote;
  const listeners = new Set<(events: readonly Recorded<Event>[]) => void>();
  let queue: Waiting[] = [];
  let running = false;
  /** Whether the journal may have something of ours that could not be applied here. */
  let behind = false;
  const deciding = database.sqlite.transaction((work: () => void) => work()).immediate;
  // What the read model cannot take must not get into the journal, which every node has to apply.
  const rehearse = database.sqlite.transaction(({ decision, actor }: Made, time: number) => {
    journal.begin();
    projections.project(journal.append(decision.events, actor, time));
    throw new Rehearsed();
  });

  return {
    commit<T>(actor: Actor, decide: (view: View, now: number) => Decision<T>) {
      return new Promise<T>((resolve, reject) => {
        queue.push({
          decide(view, time) {
            const decision = decide(view, time);
            const committed = () => resolve(decision.value);
            return { decision, actor: decision.actor ?? actor, committed };
          },
          failed: reject,
          alone: false,
        });
        void run();
      });
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    catchUp,
    trouble: remote.trouble,
    async follow(signal) {
      for await (const rows of port.follow(() => journal.head(), signal)) await takeAll(rows);
    },
  };

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    await nextTurn();
    while (queue.length > 0) {
      try {
        if (behind) await catchUp();
        const round = decideRound();
        await record(round).catch((cause: unknown) => fail(round, cause));
      } catch (cause) {
        for (const one of queue.splice(0)) one.failed(cause);
      }
    }
    running = false;
  }

  /** Decides what waits, up to the first decision that depends on one before it. */
  function decideRound(): readonly Pending[] {
    const round: Pending[] = [];
    const refused: (() => void)[] = [];
    const until = performance.now() + LONGEST;
    deciding(() => {
      const decidedAt = journal.head();
      for (let [one] = queue; one !== undefined; [one] = queue) {
        if (round.length > 0 && (one.alone || performance.now() > until)) break;
        const made = attempt(one, refused);
        if (made !== null && dependsOnAny(made, round)) break;
        queue.shift();
        if (made === null || !canBeApplied(made, one, refused)) continue;
        round.push({
          ...made.made,
          waiting: one,
          append: appendOf(made.made, made.time, decidedAt),
        });
        if (one.alone) break;
      }
    });
    for (const tell of refused) tell();
    return round;
  }

  function attempt(one: Waiting, refused: (() => void)[]): { made: Made; time: number } | null {
    const time = now();
    try {
      const made = one.decide(view, time);
      const { events, dependsOn } = made.decision;
      const moved = events.length > 0 ? firstMoved(view, dependsOn) : null;
      if (moved) throw new Moved(moved);
      return { made, time: made.decision.time ?? time };
    } catch (cause) {
      refused.push(() => one.failed(cause));
      return null;
    }
  }

  function canBeApplied(
    { made, time }: { readonly made: Made; readonly time: number },
    one: Waiting,
    refused: (() => void)[],
  ): boolean {
    if (made.decision.events.length === 0) return true;
    try {
      rehearse(made, time);
    } catch (cause) {
      if (cause instanceof Rehearsed) return true;
      refused.push(() => one.failed(cause));
    }
    return false;
  }

  async function record(round: readonly Pending[]): Promise<void> {
    if (round.length === 0) return;
    await port.keep(round.flatMap(({ decision }) => decision.blobs ?? []));
    const appends = round.flatMap(({ append }) => append ?? []);
    const appended = appends.length === 0 ? [] : await port.append(appends, fence());
    const results = new Map(appends.map(({ id }, at) => [id, appended[at]]));
    const result = ({ append }: Pending): Appended | undefined =>
      append === null ? { is: "recorded", rows: [] } : results.get(append.id);
    const recorded = round.filter((one) => result(one)?.is === "recorded");
    const moved = round.filter((one) => result(one)?.is === "moved");
    const rows = appended.flatMap((one) => (one.is === "recorded" ? one.rows : []));
    behind = true;
    const [first] = rows;
    if (moved.length > 0 || (first && first.position > journal.head() + 1)) await catchUp();
    const events = take(rows, () => {
      for (const { decision } of recorded) {
        for (const blob of decision.blobs ?? []) blobs.keep(blob);
        decision.sideWrites?.(operations);
      }
    });
    behind = false;
    queue = [...moved.map(({ waiting }) => waiting), ...queue];
    for (const one of recorded) one.committed();
    announce(events);
  }

  /** If something cannot be written, each decision is tried alone, to show its own cause. */
  function fail(round: readonly Pending[], cause: unknown): void {
    const all = isUnwritable(cause) || round.length === 1 || behind;
    if (all) for (const { waiting } of round) waiting.failed(cause);
    else queue = [...round.map(({ waiting }) => Object.assign(waiting, { alone: true })), ...queue];
  }

  async function catchUp(): Promise<void> {
    await expectSame();
    for (;;) {
      const rows = await port.read(journal.head(), PAGE);
      if (rows.length === 0) break;
      await takeAll(rows);
    }
    behind = false;
    parts.same();
  }

  /** The copy has what the journal has at the same position. */
  async function expectSame(): Promise<void> {
    const here = journal.end();
    if (here.position === 0) return;
    const [there] = await port.read(here.position - 1, 1);
    if (there?.position !== here.position || !there.chain.equals(here.chain))
      throw new OtherJournal(here.position);
  }

  async function takeAll(rows: readonly EventRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += SLICE) {
      announce(take(rows.slice(at, at + SLICE)));
      await nextTurn();
    }
  }

  function take(rows: readonly EventRow[], more?: () => void): readonly StoredEvent[] {
    const { events, damage } = copyRows(parts, rows, more);
    if (damage) throw new OtherJournal(damage.position);
    return events;
  }

  function announce(all: readonly StoredEvent[]): void {
    const events = all.flatMap(({ event, ...rest }) => (event.type === "Erased" ? [] : [{ ...rest, event }]));
    if (events.length === 0) return;
    for (const listener of listeners) {
      try {
        listener(events);
      } catch (cause) {
        onListenerFailed(cause);
      }
    }
  }
}

const dependsOnAny = ({ made }: { readonly made: Made }, round: readonly Pending[]): boolean =>
  made.decision.dependsOn.some((one) =>
    round.some(({ decision }) => decision.events.some((event) => isMovedBy(one, event))),
  );

function appendOf({ decision, actor }: Made, time: number, decidedAt: number): Append | null {
  const { events, dependsOn } = decision;
  if (events.length === 0) return null;
  return { id: randomUUID(), events, dependsOn, decidedAt, actor, time };
}
