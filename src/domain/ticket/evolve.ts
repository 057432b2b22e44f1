import { never } from "../../base/result.ts";
import type { Erased, Recorded } from "../events.ts";
import { type Address, canonicalAddress, previewOf } from "../mail/index.ts";
import { erasedMessage, openedErased } from "./erased.ts";
import { withoutLeaving } from "./leaving.ts";
import { isOfMachine, withMail, withNewcomers, without, withParticipants } from "./people.ts";
import { isErased } from "./recorded.ts";
import type { Ticket, TicketEvent } from "./types.ts";
import { afterMail, answered, askedAgain, firstTurn, unanswered } from "./waiting.ts";

/**
 * Applies one event to a ticket. Pure: the same events always give the same ticket.
 * @param ticket the ticket before, or null if the event creates it
 */
export function evolve(ticket: Ticket | null, recorded: Recorded<TicketEvent> | Recorded<Erased>): Ticket {
  if (isErased(recorded)) return withErased(ticket, recorded);
  const { event, time } = recorded;
  if (event.type === "TicketOpened") return opened(event, time);
  if (ticket === null) throw new Error(`${event.type} at ${recorded.position} comes before its ticket`);
  const next: Ticket = { ...ticket, version: ticket.version + 1, updatedAt: time };
  switch (event.type) {
    case "MessageReceived":
      return {
        ...next,
        messages: ticket.messages + (event.insteadOf === undefined ? 1 : 0),
        preview: event.answered ? ticket.preview : previewOf(event.reply ?? event.text),
        ...afterMail(ticket, event, time),
        ...(isOfMachine(event.automatic) ? {} : withMail(ticket, event)),
      };
    case "ReplyWritten":
      return {
        ...next,
        messages: ticket.messages + 1,
        // In a list, what people wrote is more useful than an automatic reply.
        preview: event.automatic ? ticket.preview : previewOf(event.text),
        ...(event.automatic ? {} : answered(ticket, event.message, time)),
        // Only people make someone a participant (I-93): an auto-reply may go to an envelope sender.
        ...(event.automatic ? {} : withParticipants(ticket, [...event.to, ...event.cc])),
      };
    case "ReplyComposed":
      return { ...ticket, version: next.version };
    case "ReplyTakenBack":
    case "ReplyWithheld":
      return { ...next, ...unanswered(ticket, [event.message]) };
    case "AutoReplyDue":
      return next;
    case "NoteAdded":
      return { ...next, messages: ticket.messages + 1 };
    case "RulesRan":
    case "TicketRulesRan":
    case "TargetWarned":
    case "TargetMissed":
    case "TimeReached":
      return { ...ticket, version: next.version };
    case "TicketLinked":
      // Nobody wrote or changed anything: it stays where it is in lists.
      return {
        ...ticket,
        version: next.version,
        linked: ticket.linked.includes(event.to) ? ticket.linked : [...ticket.linked, event.to],
      };
    case "RepliedElsewhere":
      return { ...next, messages: ticket.messages + 1, ...answered(ticket, event.message, time) };
    case "StateChanged":
      return {
        ...next,
        state: event.to,
        stateSince: event.from === event.to ? ticket.stateSince : time,
        heldUntil: event.until ?? null,
      };
    case "Changed":
      return { ...next, ...event.changes };
    case "DeliveryAttempted": {
      const failed = event.results.some((result) => result.outcome === "failed");
      return { ...ticket, version: next.version, undelivered: ticket.undelivered + (failed ? 1 : 0) };
    }
    case "DeliveryBounced":
      return { ...next, undelivered: ticket.undelivered + 1 };
    case "MessagesGiven":
      return {
        ...next,
        // Erased messages are counted but cannot be named: they stay.
        messages: Math.max(0, ticket.messages - event.messages.length),
        ...unanswered(ticket, event.messages),
        mergedInto: event.merge ? event.to : ticket.mergedInto,
        ...(event.merge ? { state: event.state ?? "closed", stateSince: time, heldUntil: null } : {}),
        ...(event.leaving ? withoutLeaving(ticket, event.leaving) : {}),
      };
    case "MessagesTaken":
      return {
        ...next,
        messages: ticket.messages + event.messages.length,
        ...withTaken(ticket, event),
        ...(event.asks ? askedAgain(ticket) : {}),
        mergedInto: event.unmerge ? null : ticket.mergedInto,
        ...(event.unmerge ? { state: event.state ?? "open", stateSince: time, heldUntil: null } : {}),
      };
    case "ParticipantAdded":
      return { ...next, ...withParticipants(ticket, [event.participant]) };
    case "ParticipantRemoved":
      return { ...next, ...without(ticket, event.address) };
    case "MessageJudged":
      return next;
    case "MergeDismissed":
      return { ...next, mergeDismissed: true };
    case "DeliveryCancelled":
    case "DeliveryRetried":
      return { ...next, undelivered: Math.max(0, ticket.undelivered - 1) };
    default:
      return never(event);
  }
}

function withErased(ticket: Ticket | null, recorded: Recorded<Erased>): Ticket {
  if (ticket === null) return openedErased(recorded);
  const message = erasedMessage(recorded) !== null;
  const quiet = recorded.event.was === "DeliveryAttempted";
  return {
    ...ticket,
    version: ticket.version + 1,
    updatedAt: quiet ? ticket.updatedAt : recorded.time,
    messages: ticket.messages + (message ? 1 : 0),
  };
}

function opened(event: Extract<TicketEvent, { type: "TicketOpened" }>, time: number): Ticket {
  // An earlier release recorded addresses as they were written.
  const requester = { name: event.requester.name, address: canonicalAddress(event.requester.address) };
  return {
    number: event.number,
    version: 1,
    token: event.token,
    mailbox: event.mailbox,
    subject: event.subject,
    state: event.state ?? "new",
    stateSince: time,
    heldUntil: null,
    priority: "normal",
    category: null,
    assignee: null,
    group: event.group,
    tags: [],
    target: null,
    dueAt: null,
    requester,
    ...withParticipants({ mailbox: event.mailbox, participants: [], newcomers: [] }, [requester]),
    createdAt: time,
    updatedAt: time,
    preview: "",
    messages: 0,
    mergedInto: null,
    linked: [],
    mayBelongTo: event.mayBelongTo ?? null,
    continues: event.continues ?? null,
    mergeDismissed: false,
    undelivered: 0,
    ...firstTurn,
  };
}

/** The people after messages came from another ticket. */
function withTaken(
  ticket: Ticket,
  { participants, newcomers = [], leaving }: Extract<TicketEvent, { type: "MessagesTaken" }>,
): Pick<Ticket, "participants" | "newcomers"> {
  const taking = { ...ticket, ...withParticipants(ticket, participants.map(nameless)) };
  const people = withNewcomers(taking, newcomers.map(nameless));
  return leaving ? withoutLeaving({ ...ticket, ...people }, leaving) : people;
}

const nameless = (address: string): Address => ({ name: "", address });
