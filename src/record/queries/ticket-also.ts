/** Conditions of any number that a ticket must meet, or must not: one statement for all of them, with the conditions as JSON. */
import type { State } from "../../domain/lifecycle/index.ts";
import type { Also, TicketCondition } from "../../domain/ticket/index.ts";

/** Something that has to be true of a ticket: a column is one of some values, or a time is before or since another. */
type Fact =
  | {
      readonly of: keyof typeof columns | "tag";
      readonly in: readonly (string | number)[];
    }
  | { readonly of: "due" | "opened" | "since"; readonly at: number };

const isOneOf = "IN (SELECT value FROM json_each(fact.value, '$.in'))";

const columns = {
  state: "ticket.state",
  waiting: "ticket.waiting_for",
  assignee: "ifnull(ticket.assignee, '')",
  team: "ticket.team",
  mailbox: "ticket.mailbox",
  priority: "ticket.priority",
  category: "ticket.category",
  requester: "ticket.requester_address",
  number: "ticket.number",
} as const;

const isColumn = Object.entries(columns)
  .map(([of, column]) => `WHEN '${of}' THEN ${column} ${isOneOf}`)
  .join("\n");

/** SQL that says whether a row of `ticket` meets the conditions in the parameter `@also`. */
export const meetsAlso = `NOT EXISTS (SELECT 1 FROM json_each(@also) AS wish
  WHERE (wish.value ->> 'without') = NOT EXISTS (
    SELECT 1 FROM json_each(wish.value, '$.facts') AS fact
    WHERE NOT ifnull(CASE fact.value ->> 'of'
      ${isColumn}
      WHEN 'tag' THEN EXISTS (SELECT 1 FROM json_each(ticket.tags) AS tag WHERE tag.value ${isOneOf})
      WHEN 'due' THEN (SELECT falls_due FROM ticket_time WHERE ticket_time.ticket = ticket.number)
        < (fact.value ->> 'at')
      WHEN 'opened' THEN ticket.created_at < (fact.value ->> 'at')
      WHEN 'since' THEN ticket.updated_at >= (fact.value ->> 'at')
    END, 0)))`;

/**
 * The conditions as `meetsAlso` takes them.
 * @param statesOf the states that a condition leaves by their kind; null if it says nothing about that
 */
export const alsoOf = (
  also: readonly Also[],
  now: number,
  statesOf: (condition: TicketCondition) => readonly State[] | null,
): string =>
  JSON.stringify(
    also.map(({ condition, without }) => ({
      without: without ? 1 : 0,
      facts: factsOf(condition, now, statesOf(condition)),
    })),
  );

function factsOf(condition: TicketCondition, now: number, states: readonly State[] | null): readonly Fact[] {
  const { openedBefore, changedSince } = condition;
  return [
    ...(states === null ? [] : [{ of: "state" as const, in: states }]),
    ...equal("state", condition.state),
    ...equal("waiting", condition.waitingFor),
    ...equal("assignee", condition.assignee),
    ...equal("team", condition.group),
    ...(condition.groups === undefined ? [] : [{ of: "team" as const, in: condition.groups }]),
    ...equal("mailbox", condition.mailbox),
    ...equal("priority", condition.priority),
    ...equal("category", condition.category),
    ...equal("tag", condition.tag),
    ...equal("requester", condition.requester),
    ...equal("number", condition.number),
    ...(condition.overdue ? [{ of: "due" as const, at: now }] : []),
    ...(openedBefore === undefined ? [] : [{ of: "opened" as const, at: openedBefore }]),
    ...(changedSince === undefined ? [] : [{ of: "since" as const, at: changedSince }]),
  ];
}

const equal = (
  of: Extract<Fact, { in: unknown }>["of"],
  value: string | number | undefined,
): readonly Fact[] => (value === undefined ? [] : [{ of, in: [value] }]);
