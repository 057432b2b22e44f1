/** When tickets are due: from what of their past matters for clocks, and what is declared now. */
import { type TicketNumber, ticketNumber, type UserName } from "../../base/ids.ts";
import type { Erased } from "../../domain/events.ts";
import { allStates, defaultLifecycle, isFinal, type Lifecycle } from "../../domain/lifecycle/index.ts";
import { type Declared, type History, momentsOf, openedHistory, tellAt } from "../../domain/target/index.ts";
import { isErased, isTicketEvent, openedErased, timesAfter } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { StoredEvent } from "../journal.ts";
import { reader, upserter } from "../prepared.ts";
import { ticketTime, timeDeclared } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables ticket_time and time_declared. */
export const targets: Projection = {
  name: "targets",
  version: 1,
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
      if (event.type === "RulesetActivated") {
        flush();
        const { lifecycle = defaultLifecycle, targets: promised = [] } = event;
        const next = { lifecycle, targets: promised };
        if (JSON.stringify(next) !== JSON.stringify({ ...declared, since: undefined }))
          redeclare({ ...next, since: time });
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
      declared = next;
      declare({ id: 1, value: next });
      for (const number of timed.all(JSON.stringify([...open]))) {
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
        tellAt: tellAt(history, declared),
      });
    }
  };
}

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
