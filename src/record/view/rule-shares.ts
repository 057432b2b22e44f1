/** What decisions ask of the groups whose tickets rules share, within their transaction. */
import type { TicketNumber, UserName } from "../../base/ids.ts";
import type { Database } from "../database.ts";

export interface RuleShareView {
  /** The position of the event by which rules last chose somebody from a group; 0 if they never did. */
  sharedAt(group: string): number;
  /** The same for each of its members whom they chose. */
  sharesOf(group: string): ReadonlyMap<string, number>;
  /** How many tickets of a person are in each state. */
  ticketsOf(person: UserName): readonly { readonly state: string; readonly tickets: number }[];
  /**
   * The newest tickets of the requester with exactly that address, each with its assignee, and who last answered in it at which
   * position.
   */
  ownedTickets(requester: string, limit: number): readonly OwnedTicket[];
}

export interface OwnedTicket {
  readonly number: TicketNumber;
  readonly assignee: UserName | null;
  readonly answeredBy: UserName | null;
  /** Null if nobody did. */
  readonly at: number | null;
}

export function createRuleShareView({ sqlite }: Database): RuleShareView {
  const last = sqlite
    .prepare<[string], number | null>("SELECT max(at) FROM rule_share WHERE team = ?")
    .pluck();
  const all = sqlite.prepare<[string], { person: string; at: number }>(
    "SELECT person, at FROM rule_share WHERE team = ?",
  );
  const tickets = sqlite.prepare<[string], { state: string; tickets: number }>(
    "SELECT state, sum(tickets) AS tickets FROM tally WHERE assignee = ? GROUP BY state",
  );
  const owned = sqlite.prepare<[string, number], OwnedTicket>(
    `SELECT number, assignee, (SELECT person FROM rule_answered WHERE ticket = number) AS answeredBy,
       (SELECT at FROM rule_answered WHERE ticket = number) AS at
     FROM ticket WHERE requester_address = (SELECT ?) ORDER BY updated_at DESC, number DESC LIMIT ? + 0`,
  );
  return {
    sharedAt: (group) => last.get(group) ?? 0,
    sharesOf: (group) => new Map(all.all(group).map(({ person, at }) => [person, at])),
    ticketsOf: (person) => tickets.all(person),
    ownedTickets: (requester, limit) => owned.all(requester, limit),
  };
}
