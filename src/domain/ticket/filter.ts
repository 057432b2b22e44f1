import type { Priority, State, WaitingFor } from "./types.ts";

/** What a ticket can be found by: all given fields must match. */
export interface TicketCondition {
  readonly state?: State;
  readonly overdue?: boolean;
  /** Not closed. */
  readonly unfinished?: boolean;
  /** Neither closed nor waiting for something: what there is to do. */
  readonly toDo?: boolean;
  readonly waitingFor?: WaitingFor;
  /** "" means unassigned. */
  readonly assignee?: string;
  readonly group?: string;
  /** One of these groups. */
  readonly groups?: readonly string[];
  readonly mailbox?: string;
  readonly priority?: Priority;
  readonly category?: string;
  readonly tag?: string;
  readonly requester?: string;
  readonly number?: number;
  /** Opened before this moment, in milliseconds since 1970. */
  readonly openedBefore?: number;
  /** Last changed at this moment or later. */
  readonly changedSince?: number;
}

/** A condition that a ticket must meet, or must not. */
export interface Also {
  readonly condition: TicketCondition;
  readonly without: boolean;
}

/** Which tickets to find: all given fields must match. */
export interface TicketFilter extends TicketCondition {
  /** What must match besides: each of these. */
  readonly also?: readonly Also[];
}
