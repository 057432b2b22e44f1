/** Tickets of several mailboxes that have the same mail are linked. */
import type { MailId, TicketNumber } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import type { NewEvent } from "../events.ts";
import { isErasedTicket } from "../ticket/index.ts";
import type { CopyFacts, TicketFacts } from "./facts.ts";
import type { Known } from "./known.ts";
import type { Outcome, Rule } from "./outcome.ts";

/** The ticket that a mail is added to, or creates. */
interface Place extends Pick<TicketFacts, "number" | "mailbox"> {
  /** Those that it is linked to already. */
  readonly linked: readonly TicketNumber[];
}

/** A decision by which a mail becomes a message, with links to the tickets of other mailboxes that have it as well (I-80). */
export function linking(
  outcome: Outcome,
  mail: MailId,
  place: Place,
  copies: readonly CopyFacts[],
  known: Known,
): Outcome {
  const events: NewEvent[] = [];
  const dependsOn: Dependency[] = [];
  const linked = new Set<TicketNumber>([place.number, ...place.linked]);
  for (const copy of copies) {
    const named = copy.is === "message" && copy.ticket !== null ? known.ticket(copy.ticket) : null;
    const other = named && known.goesOn(named);
    if (!other || other.mailbox === place.mailbox || linked.has(other.number) || isErasedTicket(other))
      continue;
    linked.add(other.number);
    events.push(...linkBetween(place.number, other.number, mail));
    dependsOn.push({ on: "ticket", ticket: other.number, version: other.version });
  }
  if (events.length === 0) return outcome;
  const rules: readonly Rule[] = [...outcome.rules, "I-80"];
  return {
    ...outcome,
    rules,
    events: [...outcome.events, ...events],
    dependsOn: [...outcome.dependsOn, ...dependsOn],
  };
}

/** Two tickets are linked to each other, by a mail that both have. */
export const linkBetween = (one: TicketNumber, other: TicketNumber, mail: MailId): readonly NewEvent[] => [
  { ticket: one, event: { type: "TicketLinked", to: other, mail } },
  { ticket: other, event: { type: "TicketLinked", to: one, mail } },
];

/** Whether the sender of a mail that creates a ticket hears from us elsewhere: it, too, arrived there (I-81). */
export const repliedElsewhere = (
  mailbox: string,
  copies: readonly CopyFacts[],
  beside: TicketFacts | null,
): boolean =>
  beside !== null ||
  copies.some((one) => one.is === "message" && one.mailbox !== mailbox && (!one.opened || one.autoReplies));
