import { type Fault, fault } from "../../base/fault.ts";
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Lifecycle, merged as stateMerged } from "../lifecycle/index.ts";
import { type Accounts, leavingOf, type MessagePeople } from "./leaving.ts";
import type { Leaving, State, Ticket, TicketEvent } from "./types.ts";

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
  lifecycle: Lifecycle,
): Result<MovedMessages, Fault> {
  if (ticket.number === into.number) return refuse(fault("merge.itself", { field: "into" }));
  if (ticket.mergedInto !== null)
    return refuse(fault("merge.already", { field: "into", params: { into: ticket.mergedInto } }));
  if (into.mergedInto !== null) {
    return refuse(
      fault("merge.target", { field: "into", params: { number: into.number, into: into.mergedInto } }),
    );
  }
  const state = stateMerged(lifecycle, ticket.state);
  const merged = { merge: true, was: ticket.state, ...(state === UNSAID ? {} : { state }) } as const;
  return ok({
    given: { type: "MessagesGiven", to: into.number, messages, ...merged },
    taken: {
      ...takenFrom(ticket, messages, null),
      merge: true,
      ...(ticket.waitingFor === "desk" ? { asks: true } : {}),
    },
  });
}

/** What the event says that says nothing of a state. */
const UNSAID = "closed";

/** The facts for undoing a merge. */
export interface UnmergeFacts {
  /** The messages of the merge that are in the other ticket now. */
  readonly messages: readonly MessageKey[];
  /** The ticket's state before the merge; null if it is not known. */
  readonly was: State | null;
  /** The people of these messages. */
  readonly people: readonly MessagePeople[];
  /** For the people who are left in the other ticket. */
  readonly left: Accounts;
  /** For the people of the ticket once its messages are back, and those who came to it with messages of other tickets. */
  readonly back: Accounts & { readonly came: ReadonlySet<string> };
}

/**
 * What a merge moved, and is still there, is moved back. Who came with it leaves, unless what is left accounts for them.
 * @param from where they are: the ticket that it was merged into, or the one that this was merged into since
 */
export function unmerge(
  ticket: Ticket,
  from: Pick<Ticket, "number" | "participants" | "newcomers">,
  { messages, was, people, left, back }: UnmergeFacts,
): Result<MovedMessages, Fault> {
  if (ticket.mergedInto === null)
    return refuse(fault("ticket.not-merged", { params: { number: ticket.number } }));
  const came = new Set([...addressesOf(ticket), ...people.flatMap(({ addresses }) => addresses)]);
  return ok({
    given: {
      ...{ type: "MessagesGiven", to: ticket.number, messages, merge: false },
      ...ifAny(leavingOf(from, came, left)),
    },
    taken: {
      ...{ type: "MessagesTaken", from: from.number, messages, participants: [], unmerge: true },
      ...(was === null ? {} : { state: was }),
      ...ifAny(leavingOf(ticket, back.came, back)),
    },
  });
}

/** The facts for moving messages. */
export interface MoveFacts {
  /** The messages in the ticket now. */
  readonly present: readonly MessageKey[];
  /** The people of the messages that are moved. */
  readonly people: readonly MessagePeople[];
  /** For the people who are left in the ticket. */
  readonly left: Accounts;
}

/** Some messages, but not all, are moved to another ticket, with their authors and recipients and nobody else. */
export function moveMessages(
  ticket: Ticket,
  to: Pick<Ticket, "number" | "mergedInto">,
  messages: readonly MessageKey[],
  { present, people, left }: MoveFacts,
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
  const moved = new Set(people.flatMap(({ addresses }) => addresses));
  return ok({
    given: {
      ...{ type: "MessagesGiven", to: number, messages: wanted, merge: false },
      ...ifAny(leavingOf(ticket, moved, left)),
    },
    taken: takenFrom(ticket, wanted, moved),
  });
}

/** Messages come from a ticket with its people. @param who these alone; null for all */
function takenFrom(
  { number, mayBelongTo, participants: taking, newcomers: known }: Ticket,
  messages: readonly MessageKey[],
  who: ReadonlySet<string> | null,
): Extract<TicketEvent, { type: "MessagesTaken" }> {
  const isOne = (address: string) => who === null || who.has(address);
  // Who only may belong to a conversation does not take part in it because the mail was moved there (I-96).
  const participants = mayBelongTo === null ? taking : [];
  const newcomers = mayBelongTo === null ? known : [...taking, ...known];
  const come = (people: typeof taking) => people.map(({ address }) => address).filter(isOne);
  return {
    ...{ type: "MessagesTaken", from: number, messages, participants: come(participants), unmerge: false },
    ...(newcomers.some(({ address }) => isOne(address)) ? { newcomers: come(newcomers) } : {}),
  };
}

const addressesOf = ({ participants, newcomers }: Pick<Ticket, "participants" | "newcomers">) =>
  [...participants, ...newcomers].map(({ address }) => address);

const ifAny = (leaving: Leaving | null): { leaving?: Leaving } => (leaving ? { leaving } : {});
