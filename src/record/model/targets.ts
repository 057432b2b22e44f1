/** When tickets are due: from what of their past matters for clocks, and what is declared now. */
import { type TicketNumber, ticketNumber, type UserName } from "../../base/ids.ts";
import type { Erased, Event } from "../../domain/events.ts";
import { allStates, defaultLifecycle, isFinal, type Lifecycle } from "../../domain/lifecycle/index.ts";
import {
  type Declared,
  type DeclaredWait,
  earliest,
  type History,
  lengthOf,
  momentsOf,
  openedHistory,
  reachesAt,
  tellAt,
} from "../../domain/target/index.ts";
import { isErased, isTicketEvent, isTimeWait, openedErased, timesAfter } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { StoredEvent } from "../journal.ts";
import { reader, upserter } from "../prepared.ts";
import { ticketTime, timeDeclared } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables ticket_time and time_declared. */
export const targets: Projection = {
  name: "targets",
  version: 2,
  usableFrom: 1,
  tables: ["ticket_time", "time_declared"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectTargets,
};

/** What is declared before any ruleset is activated. */
export const firstDeclared: Declared = { lifecycle: defaultLifecycle, targets: [], since: 0 };

interface Place {
  readonly box: string;
  readonly who: UserName | null;
  readonly history: History;
}

function projectTargets(db: Database): Project {
  const load = reader<typeof ticketTime, [number]>(db.drizzle, ticketTime, "WHERE ticket = ?");
  const save = upserter(db.drizzle, ticketTime, ticketTime.ticket);
  const inForce = reader<typeof timeDeclared, []>(db.drizzle, timeDeclared, "WHERE id = 1");
  const declare = upserter(db.drizzle, timeDeclared, timeDeclared.id);
  const staying = db.sqlite
    .prepare<[string, number], number>(
      `SELECT ticket FROM ticket_time
       WHERE in_state = (SELECT ?) AND json_extract(history, '$.stays[#-1][1]') >= ? + 0`,
    )
    .pluck();
  const timed = db.sqlite
    .prepare<[string], number>(
      `SELECT ticket FROM ticket_time
       WHERE timed = 1 AND in_state IN (SELECT value FROM json_each(?))`,
    )
    .pluck();

  return (events) => {
    let declared = inForce.get()?.value ?? firstDeclared;
    const touched = new Map<TicketNumber, { before: Place | null; now: Place }>();
    for (const recorded of events) {
      const { event, time } = recorded;
      if (event.type === "RulesetActivated" || event.type === "RulesetDeactivated") {
        flush();
        const next = declaredAfter(declared, event, time);
        if (JSON.stringify(next) !== JSON.stringify(declared)) redeclare(next);
      } else if (recorded.ticket !== null) move(recorded, ticketNumber(recorded.ticket));
    }
    flush();

    function move(recorded: StoredEvent, number: TicketNumber): void {
      const known = touched.get(number);
      const before = known ? known.now : (load.get(number) ?? null);
      const now = placeAfter(before, recorded);
      if (now !== null && now !== before) touched.set(number, { before: known?.before ?? before, now });
    }

    function flush(): void {
      for (const [number, { now }] of touched) write(number, now);
      touched.clear();
    }

    function redeclare(next: Declared): void {
      const open = new Set([...openStates(declared.lifecycle), ...openStates(next.lifecycle)]);
      const stays = [...staysIn(declared), ...staysIn(next)];
      declared = next;
      declare({ id: 1, value: next });
      const numbers = new Set(timed.all(JSON.stringify([...open])));
      for (const { state, since } of stays)
        for (const number of staying.all(state, since)) numbers.add(number);
      for (const number of numbers) {
        const row = load.get(number);
        if (row) write(ticketNumber(number), row);
      }
    }

    function write(ticket: TicketNumber, { box, who, history }: Place): void {
      const [inState] = history.stays.at(-1) ?? [""];
      const done = isFinal(declared.lifecycle, inState);
      const { dueAt, soonAt } = momentsOf(history, declared);
      save({
        ...{ ticket, box, who, history, inState, timed: history.target !== null || history.dueAt !== null },
        ...{ fallsDue: done ? null : dueAt, soonAt: done ? null : soonAt },
        tellAt: earliest([tellAt(history, declared), reachesAt(history, declared)]),
      });
    }
  };
}

/** What is declared after an activation. What was declared before as it is, stays declared since then. */
function declaredAfter(
  { since, waits: before = [], ...was }: Declared,
  event: Extract<Event, { type: "RulesetActivated" | "RulesetDeactivated" }>,
  time: number,
): Declared {
  const { lifecycle = defaultLifecycle, targets: promised = [], waits = [] } = event;
  const next = { lifecycle, targets: promised };
  const times = waits.filter(isTimeWait).map((wait): DeclaredWait => {
    const known = before.find((one) => JSON.stringify(one.wait) === JSON.stringify(wait));
    return known ?? { wait, since: time };
  });
  return {
    ...next,
    since: JSON.stringify(next) === JSON.stringify(was) ? since : time,
    ...(times.length > 0 ? { waits: times } : {}),
  };
}

/** The states whose time rules wait for, and since when tickets that this may be about are in them. */
const staysIn = ({ waits = [] }: Declared): readonly { readonly state: string; readonly since: number }[] =>
  waits.flatMap(({ wait, since }) => {
    if (wait.on !== "stay") return [];
    // Within a calendar's hours, time may pass as slowly as one likes.
    return [{ state: wait.state, since: wait.hours ? 0 : since - lengthOf(wait.length, null) }];
  });

/** The states in which a ticket can be due. */
const openStates = (lifecycle: Lifecycle): readonly string[] =>
  allStates(lifecycle).flatMap(({ name, kind }) => (kind === "final" ? [] : [name]));

function placeAfter(before: Place | null, recorded: StoredEvent): Place | null {
  const { event } = recorded;
  if (isErased(recorded)) return before ?? erasedPlace(recorded);
  if (!isTicketEvent(recorded)) return before;
  const history = timesAfter(before?.history ?? null, recorded);
  if (event.type === "TicketOpened") return { box: event.mailbox, who: null, history };
  if (before === null) throw new Error(`${event.type} comes before its ticket`);
  const who = event.type === "Changed" ? event.changes.assignee : undefined;
  if (history === before.history && who === undefined) return before;
  return { box: before.box, who: who === undefined ? before.who : who, history };
}

function erasedPlace(recorded: StoredEvent<Erased>): Place | null {
  if (recorded.event.was !== "TicketOpened") return null;
  const { mailbox, state, createdAt } = openedErased(recorded);
  return { box: mailbox, who: null, history: openedHistory(state, createdAt) };
}
