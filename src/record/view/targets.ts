/** What decisions ask of the times of tickets, within their transaction. */
import { type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { allStates } from "../../domain/lifecycle/index.ts";
import type { Declared, History, Moments } from "../../domain/target/index.ts";
import type { Database } from "../database.ts";
import { firstDeclared } from "../model/targets.ts";
import { reader } from "../prepared.ts";
import { ticketTime } from "../schema.ts";

/** When a ticket is due, and what that follows from. */
export interface TicketTimes extends Moments {
  readonly history: History;
}

export interface TargetView {
  /** Lifecycle and targets in effect. */
  declared(): Declared;
  /** Null if there is no such ticket. */
  ticketTimes(number: TicketNumber): TicketTimes | null;
  /** Tickets of whose clocks there is something to tell by then, the earliest first. */
  ticketsToTell(until: number, limit: number): readonly TicketNumber[];
  /** When there is something to tell next; null if there is nothing. */
  nextToTell(): number | null;
  /** The targets of tickets that are not in a final state. */
  usedTargets(): readonly string[];
}

export function createTargetView(db: Database): TargetView {
  const times = reader<typeof ticketTime, [number]>(db.drizzle, ticketTime, "WHERE ticket = ?");
  const toTell = db.sqlite
    .prepare<[number, number], number>(
      "SELECT ticket FROM ticket_time WHERE tell_at <= ? + 0 ORDER BY tell_at, ticket LIMIT ? + 0",
    )
    .pluck();
  const next = db.sqlite
    .prepare<[], number | null>("SELECT min(tell_at) FROM ticket_time WHERE tell_at IS NOT NULL")
    .pluck();
  const used = db.sqlite
    .prepare<[string], string>(
      `SELECT json_extract(history, '$.target') FROM ticket_time
       WHERE in_state IN (SELECT value FROM json_each(?)) AND json_extract(history, '$.target') IS NOT NULL`,
    )
    .pluck();
  const declared = declaredReader(db);
  return {
    declared,
    usedTargets() {
      const open = allStates(declared().lifecycle).flatMap(({ name, kind }) =>
        kind === "final" ? [] : [name],
      );
      return [...new Set(used.all(JSON.stringify(open)))].toSorted();
    },
    ticketTimes(number) {
      const row = times.get(number);
      return row ? { history: row.history, dueAt: row.fallsDue, soonAt: row.soonAt } : null;
    },
    ticketsToTell: (until, limit) => toTell.all(until, limit).map(ticketNumber),
    nextToTell: () => next.get() ?? null,
  };
}

/** Reads what is declared; it is parsed again only when it has changed. */
function declaredReader({ sqlite }: Database): () => Declared {
  const read = sqlite.prepare<[], string>("SELECT value FROM time_declared WHERE id = 1").pluck();
  let known: { readonly text: string; readonly declared: Declared } | null = null;
  return () => {
    const text = read.get();
    if (text === undefined) return firstDeclared;
    if (known?.text !== text) known = { text, declared: JSON.parse(text) };
    return known.declared;
  };
}
