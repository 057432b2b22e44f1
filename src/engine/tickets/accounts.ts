/** What accounts for the people of a ticket: the messages in it, its requester, and whom people made participants. */
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { Accounts, MessagePeople, Ticket, TicketEvent } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import type { PastEvents } from "../past.ts";

type Taken = Extract<TicketEvent, { type: "MessagesTaken" }>;

/** The people of messages that are in a conversation now. */
export const peopleOfMessages = (
  view: View,
  past: PastEvents,
  messages: readonly MessageKey[],
): readonly MessagePeople[] => past.people(messages.flatMap((key) => view.positionOf(key) ?? []));

/**
 * What accounts for the people of a ticket, and who came to it with messages of other tickets. A ticket that is merged into it
 * counts as a part of it.
 * @param messages those that count
 * @param apart a merged ticket that does not count
 */
export function accountsOf(
  view: View,
  past: PastEvents,
  ticket: Ticket,
  messages: readonly MessageKey[],
  apart: TicketNumber | null = null,
): Accounts & { readonly came: ReadonlySet<string> } {
  const participants = new Set<string>();
  const newcomers = new Set<string>();
  const came = new Set<string>();
  /** Who took part when a message came here from another ticket. */
  const taking = new Map<MessageKey, ReadonlySet<string>>();

  const parts = [ticket];
  const seen = new Set([ticket.number]);
  for (const part of parts) {
    // Who only may belong to a conversation does not take part in it because of a merge (I-96).
    const decided = part === ticket || part.mayBelongTo === null ? participants : newcomers;
    decided.add(normalAddress(part.requester.address));
    for (const event of decisionsIn(past, part)) {
      if (event.type === "ParticipantAdded") decided.add(normalAddress(event.participant.address));
      else {
        if (part === ticket) noteTaken(event);
        const other = view.ticket(event.from);
        if (other?.mergedInto !== part.number || other.number === apart || seen.has(other.number)) continue;
        seen.add(other.number);
        parts.push(other);
      }
    }
  }

  for (const { message, newcomer, addresses } of peopleOfMessages(view, past, messages)) {
    const there = taking.get(message);
    for (const address of addresses) {
      const takesPart = there ? there.has(address) : !newcomer;
      (takesPart ? participants : newcomers).add(address);
    }
  }
  return { participants, newcomers, came };

  function noteTaken({ messages: taken, participants: people, newcomers: known = [], unmerge }: Taken): void {
    if (unmerge) return;
    const took = new Set(people);
    for (const key of taken) taking.set(key, took);
    for (const address of [...people, ...known]) came.add(address);
  }
}

/** What people decided in a ticket about participants, and what came from other tickets, oldest first. */
function decisionsIn(past: PastEvents, ticket: Ticket) {
  const changes = past.changes(ticket, 0, ticket.version);
  const found = changes.filter(({ type }) => type === "ParticipantAdded" || type === "MessagesTaken");
  return past
    .at(found.map(({ position }) => position))
    .map(({ event }) => event)
    .filter((event) => event.type === "ParticipantAdded" || event.type === "MessagesTaken");
}
