import type { TicketNumber } from "../../base/ids.ts";
import type { Database } from "../database.ts";

export interface EntryQueries {
  /** The number of entries of a conversation before a position. */
  entriesBefore(ticket: TicketNumber, position: number): number;
}

export function entryQueries({ sqlite }: Database): EntryQueries {
  const entriesBefore = sqlite
    .prepare<[number, number], number>("SELECT count(*) FROM message WHERE ticket = ? AND position < ?")
    .pluck();
  return { entriesBefore: (ticket, position) => entriesBefore.get(ticket, position) ?? 0 };
}
