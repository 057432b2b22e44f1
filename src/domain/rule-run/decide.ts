import type { MessageKey } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import {
  changeEvents,
  changesOf,
  chosenIn,
  failureTag,
  firedIn,
  namedIn,
  type RulesetFacts,
  ruledMove,
  ruledNotifications,
} from "../intake/index.ts";
import type { Lifecycle } from "../lifecycle/index.ts";
import { normalAddress } from "../mail/index.ts";
import {
  compiledRuleset,
  type MailForRules,
  noMail,
  type RuleFacts,
  type Run,
  type TextAnswers,
} from "../ruleset/index.ts";
import {
  type Happening,
  MOST_RUNS,
  notificationDue,
  type RuledTicket,
  type RuleFailure,
  type Ticket,
  type TicketEvent,
  type TicketRulesRan,
} from "../ticket/index.ts";
import { type EventReplyFacts, eventReply } from "./reply.ts";

/** Everything that a run of rules on something that happened to a ticket is based on. */
export interface TicketRuleFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The position of the event. */
  readonly of: number;
  readonly happening: Happening;
  /** How many runs led to it. */
  readonly depth: number;
  /** As it is now. */
  readonly ticket: Ticket;
  readonly ruleset: Pick<
    RulesetFacts,
    "version" | "text" | "includes" | "groups" | "people" | "told" | "chosen"
  >;
  /** For the reply that rules send; null if they send none. */
  readonly reply: EventReplyFacts | null;
  /** The tests of its texts, made before; null if that took too long, absent if they cost next to nothing. */
  readonly answers?: TextAnswers | null;
  readonly lifecycle: Lifecycle;
  /** Addresses of our mailboxes with their aliases, lower case. */
  readonly own: readonly string[];
  /** For the notification of an assignee, the first of those that rules ask for, and the reply. */
  readonly ids: { readonly assigned: MessageKey; readonly told: MessageKey; readonly reply: MessageKey };
}

/**
 * Runs the rules. What is recorded says that they ran, and so settles what they ran on, whatever became of it.
 * @returns the events to record; none if the ticket was merged into another one meanwhile
 */
export function decideTicketRules(facts: TicketRuleFacts): readonly NewEvent[] {
  const { ruleset, depth, ticket } = facts;
  if (depth >= MOST_RUNS) return ran(facts, null, [{ code: "chain" }]);
  const compiled = compiledRuleset(ruleset.text);
  if (compiled === null) return ran(facts, null, [{ code: "unreadable" }]);
  // Its conversation goes on elsewhere.
  if (ticket.mergedInto !== null) return ran(facts, null, []);
  if (facts.answers === null) return ran(facts, null, [{ code: "slow" }]);
  return ran(facts, compiled.evaluator.run(rulesSee(facts), undefined, facts.answers), []);
}

/** What rules see in place of a mail: what a ticket has of it. */
export function mailOfTicket({ subject, mailbox }: Pick<Ticket, "subject" | "mailbox">): MailForRules {
  return { ...noMail, subject: subject.trim() === "" ? null : subject, mailbox };
}

/** What a run names that is looked up for it. */
export const namedByRun = (events: readonly NewEvent[]): ReturnType<typeof namedIn> =>
  namedIn(ranIn(events) ?? { fired: [] });

/** The run among events; null if there is none. */
export const ranIn = (events: readonly NewEvent[]): TicketRulesRan | null =>
  events.map(({ event }) => event).find((event) => event.type === "TicketRulesRan") ?? null;

function rulesSee({ ticket, happening, ruleset: { chosen } }: TicketRuleFacts): RuleFacts {
  return {
    isReply: false,
    mail: mailOfTicket(ticket),
    ticket: { ...seen(ticket), target: ticket.target },
    happening: { ...happening, requester: normalAddress(ticket.requester.address) },
    ...(chosen ? { chosen } : {}),
  };
}

/** The ticket as rules see it. */
const seen = ({ category, priority, group, assignee, tags, state, target }: Ticket) => ({
  ...{ category, priority, group, assignee, tags, state },
  ...(target === null ? {} : { target }),
});

function ran(facts: TicketRuleFacts, run: Run | null, failed: RuleFailure[]): readonly NewEvent[] {
  const { ticket, happening, of, depth, ruleset } = facts;
  const before: RuledTicket = seen(ticket);
  const wanted = run === null ? {} : changesOf(facts, before, run, failed);
  for (const entry of run?.trace ?? [])
    if (entry.is === "failed") failed.push({ code: "error", rule: entry.rule, error: entry.error });
  let changed = changeEvents(before, wanted);
  if (changed === null) {
    failed.push({ code: "refused" });
    changed = [];
  }
  const moved = run === null ? [] : ruledMove(ticket.state, run, facts.lifecycle, failed);
  const reply = run && eventReply(facts, run, failed);
  const assigned = assignedTold(facts, changed);
  const told = run === null ? [] : toldBy(facts, run, assigned, failed);
  if (failed.length > 0 && !before.tags.includes(failureTag)) {
    const kept = changed.length > 0 ? wanted : {};
    const tags = [...(kept.tags ?? before.tags), failureTag];
    changed = changeEvents(before, { ...kept, tags }) ?? changed;
  }
  const fired = firedIn(run);
  const event: TicketRulesRan = {
    ...{ type: "TicketRulesRan", of, happened: happening.happened, by: happening.by, depth },
    ...{ ruleset: ruleset.version, fired },
    ...(ruleset.includes ? { includes: ruleset.includes } : {}),
    ...chosenIn(fired, ruleset.chosen),
    ...(failed.length > 0 ? { failed } : {}),
    ...(reply?.noReply ? { noReply: reply.noReply } : {}),
    ...{ ticket: before, subject: ticket.subject, requester: normalAddress(ticket.requester.address) },
  };
  const { number } = ticket;
  const mine: readonly TicketEvent[] = [event, ...changed, ...moved];
  return [
    ...mine.map((one) => ({ ticket: number, event: one })),
    ...(reply?.events ?? []),
    ...assigned,
    ...told,
  ];
}

/** The notification to whom rules assigned the ticket (I-115). */
function assignedTold(
  { ruleset, ticket, ids, own }: TicketRuleFacts,
  changed: readonly TicketEvent[],
): readonly NewEvent[] {
  const user = changed
    .flatMap((event) => (event.type === "Changed" ? (event.changes.assignee ?? []) : []))
    .at(0);
  const found = ruleset.people.find(({ person }) => user !== undefined && person?.name === user);
  if (!found?.person) return [];
  const because = { kind: "assigned", by: null } as const;
  return notificationDue(found.person, ticket, because, ids.assigned, own, found.given);
}

/** The notifications that rules ask for (I-119); nobody is told what they did themselves. */
function toldBy(
  { ruleset, ticket, ids, own, happening }: TicketRuleFacts,
  run: Run,
  others: readonly NewEvent[],
  failed: RuleFailure[],
): readonly NewEvent[] {
  const about = { told: ruleset.told ?? [], first: ids.told, own };
  return ruledNotifications(
    about,
    { message: null, wrote: ({ name }) => name === happening.user },
    ticket,
    run,
    others,
    failed,
  );
}
