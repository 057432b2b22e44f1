import { type Fault, fault } from "../../base/fault.ts";
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Address } from "../mail/index.ts";
import type { State, Ticket, TicketEvent } from "./types.ts";

/** The most merges followed; there cannot be more, since nothing can be merged into a merged ticket. */
const LONGEST = 50;

/** The ticket that a merged one was finally merged into; itself if it was not merged. */
export function followMerges<T extends Pick<Ticket, "mergedInto">>(
  ticket: T,
  find: (number: TicketNumber) => T | null,
): T {
  let current = ticket;
  for (let i = 0; i < LONGEST && current.mergedInto !== null; i++)
    current = find(current.mergedInto) ?? current;
  return current;
}

/** The events of the ticket that messages leave, and of the one that they join. */
export interface MovedMessages {
  readonly given: TicketEvent;
  readonly taken: TicketEvent;
}

/** The ticket that a ticket may belong to, as people are told; null if there is none, or someone dismissed it. */
export const suggestedMerge = ({
  mayBelongTo,
  mergeDismissed,
}: Pick<Ticket, "mayBelongTo" | "mergeDismissed">): TicketNumber | null =>
  mergeDismissed ? null : mayBelongTo;

/** The suggestion to merge a ticket is dismissed, for good (I-92); nothing happens if there is none. */
export function dismissMerge(ticket: Pick<Ticket, "mayBelongTo" | "mergeDismissed">): readonly TicketEvent[] {
  const to = suggestedMerge(ticket);
  return to === null ? [] : [{ type: "MergeDismissed", to }];
}

/** The whole conversation of a ticket is moved into another one; later mail is added there. */
export function merge(
  ticket: Ticket,
  into: Ticket,
  messages: readonly MessageKey[],
): Result<MovedMessages, Fault> {
  if (ticket.number === into.number) return refuse(fault("merge.itself", { field: "into" }));
  if (ticket.mergedInto !== null)
    return refuse(fault("merge.already", { field: "into", params: { into: ticket.mergedInto } }));
  if (into.mergedInto !== null) {
    return refuse(
      fault("merge.target", { field: "into", params: { number: into.number, into: into.mergedInto } }),
    );
  }
  return ok(handover(ticket, into.number, messages, { merge: true }));
}

/**
 * What a merge moved, and is still there, is moved back.
 * @param from where they are: the ticket that it was merged into, or the one that this was merged into since
 * @param messages those of the merge that are in `from` now
 * @param was the ticket's state before the merge
 */
export function unmerge(
  ticket: Ticket,
  from: Pick<Ticket, "number">,
  messages: readonly MessageKey[],
  was: State,
): Result<MovedMessages, Fault> {
  if (ticket.mergedInto === null)
    return refuse(fault("ticket.not-merged", { params: { number: ticket.number } }));
  return ok({
    given: { type: "MessagesGiven", to: ticket.number, messages, merge: false },
    taken: {
      type: "MessagesTaken",
      from: from.number,
      messages,
      participants: [],
      unmerge: true,
      state: was,
    },
  });
}

/** Some messages, but not all, are moved to another ticket. @param present those in the ticket now */
export function moveMessages(
  ticket: Ticket,
  to: Pick<Ticket, "number" | "mergedInto">,
  messages: readonly MessageKey[],
  present: readonly MessageKey[],
): Result<MovedMessages, Fault> {
  const { number, mergedInto: into } = to;
  if (into !== null) return refuse(fault("ticket.merged", { params: { number, into } }));
  const wanted = [...new Set(messages)];
  if (wanted.length === 0) return refuse(fault("split.none", { field: "messages" }));
  const absent = wanted.find((key) => !present.includes(key));
  if (absent !== undefined)
    return refuse(
      fault("split.absent", { field: "messages", params: { message: absent, number: ticket.number } }),
    );
  if (number === ticket.number) return refuse(fault("split.here", { field: "to" }));
  if (wanted.length === present.length) return refuse(fault("split.all", { field: "messages" }));
  return ok(handover(ticket, number, wanted, { merge: false }));
}

function handover(
  ticket: Ticket,
  to: TicketNumber,
  messages: readonly MessageKey[],
  { merge }: { merge: boolean },
): MovedMessages {
  const { number, mayBelongTo } = ticket;
  const addresses = (people: readonly Address[]) => people.map(({ address }) => address);
  const [taking, known] = [addresses(ticket.participants), addresses(ticket.newcomers)];
  // Who only may belong to a conversation does not take part in it because the mail was moved there (I-96).
  const participants = mayBelongTo === null ? taking : [];
  const newcomers = mayBelongTo === null ? known : [...taking, ...known];
  return {
    given: { type: "MessagesGiven", to, messages, merge, ...(merge ? { was: ticket.state } : {}) },
    taken: {
      ...{ type: "MessagesTaken", from: number, messages, participants, unmerge: false },
      ...(merge ? { merge } : {}),
      ...(newcomers.length > 0 ? { newcomers } : {}),
    },
  };
}
