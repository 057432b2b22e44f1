/** The view model of one ticket's page. */
import type { Recorded } from "../../../domain/events.ts";
import { normalAddress } from "../../../domain/mail/address.ts";
import {
  messageToReplyTo,
  movedSince,
  type ReplyRecipients,
  replyRecipients,
  type Ticket,
} from "../../../domain/ticket/index.ts";
import type { Record } from "../../../record/record.ts";
import { writeAddresses } from "../addresses.ts";
import { localInput } from "../format.ts";
import { newNonce } from "../server/form.ts";
import { textIn } from "../text.ts";
import type {
  AnswerForm,
  Frame,
  MovedView,
  NoteForm,
  PropertiesForm,
  ThreadsForm,
  TicketView,
} from "../view.ts";
import { agentsOf, personFinder, settableStates, ticketNav } from "./lists.ts";
import { timelineOf, whoIs } from "./timeline.ts";

/** So many of a ticket's newest events are shown unless all are asked for. */
const SHOWN = 300;
const MOST = 5000;

/** What differs between showing a ticket and showing it again because a form was not accepted. */
export interface Shown {
  readonly all?: boolean;
  readonly everyone?: boolean;
  readonly answer?: Partial<AnswerForm>;
  readonly note?: Partial<NoteForm>;
  readonly properties?: PropertiesForm;
  readonly threads?: Partial<ThreadsForm>;
  readonly tab?: "answer" | "note";
  readonly moved?: MovedView;
}

export function ticketView(
  record: Record,
  frame: Frame,
  ticket: Ticket,
  back: string,
  shown: Shown,
): TicketView {
  const me = frame.reader?.user ?? "";
  const person = personFinder(record);
  const limit = shown.all ? MOST : SHOWN;
  const events = record.view.history(ticket, limit);
  const receivers = receiversOf(record, ticket, events);
  return {
    frame,
    nav: ticketNav(record, me, frame.now),
    number: ticket.number,
    version: ticket.version,
    subject: ticket.subject,
    state: ticket.state,
    mailbox: ticket.mailbox,
    requester: ticket.requester,
    assignee: ticket.assignee === null ? null : person(ticket.assignee),
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
    dueAt: ticket.dueAt,
    hidden: Math.max(0, ticket.version - limit),
    timeline: timelineOf(events, {
      record,
      frame,
      t: textIn(frame.language),
      person,
      subject: ticket.subject,
    }),
    agents: agentsOf(record),
    groups: record.queries.groups().map(({ name }) => name),
    states: settableStates(ticket.state),
    others: othersOf(record, ticket, frame.now),
    answer: {
      to: writeAddresses(receivers.to),
      cc: shown.everyone ? writeAddresses(receivers.others) : "",
      everyone: writeAddresses(receivers.others),
      text: "",
      nonce: newNonce(),
      fault: null,
      ...shown.answer,
    },
    note: { text: "", nonce: newNonce(), fault: null, ...shown.note },
    properties: shown.properties ?? propertiesOf(ticket, frame.zone),
    threads: { into: "", to: "", subject: "", fault: null, ...shown.threads },
    mergedInto: ticket.mergedInto,
    tab: shown.tab ?? "answer",
    signature: record.view.mailbox(ticket.mailbox)?.signature ?? "",
    moved: shown.moved ?? null,
    back,
  };
}

function propertiesOf(ticket: Ticket, zone: string): PropertiesForm {
  return {
    subject: ticket.subject,
    state: ticket.state,
    assignee: ticket.assignee ?? "",
    group: ticket.group ?? "",
    priority: ticket.priority,
    category: ticket.category ?? "",
    tags: ticket.tags.join(", "),
    due: ticket.dueAt === null ? "" : localInput(ticket.dueAt, zone),
    fault: null,
  };
}

function othersOf(record: Record, ticket: Ticket, now: number): TicketView["others"] {
  const { items } = record.queries.tickets({ requester: ticket.requester.address }, { now, limit: 7 });
  return items
    .filter((one) => one.number !== ticket.number)
    .slice(0, 6)
    .map(({ number, subject, state }) => ({ number, subject, state }));
}

/** Whom a reply goes to unless the agent says otherwise, and whom a reply to all adds. */
function receiversOf(record: Record, ticket: Ticket, events: readonly Recorded[]): ReplyRecipients {
  const own = record.view
    .mailboxes()
    .flatMap(({ address, aliases }) => [address, ...aliases].map(normalAddress));
  return replyRecipients(ticket, messageToReplyTo(events.map(({ event }) => event)), own);
}

/** Events since a version that are looked at. */
const SINCE = 500;

/**
 * Who did what to the ticket since a version, in words, and what they wrote, if an agent has to know of it before
 * their own change counts; null when nothing such happened.
 * @param mails whether mail that came in counts
 */
export function movedView(
  record: Record,
  frame: Frame,
  ticket: Ticket,
  version: number,
  mails: boolean,
): MovedView | null {
  if (version >= ticket.version) return null;
  const me = `user:${frame.reader?.user}`;
  const since = movedSince(record.view.eventsSince(ticket.number, version, SINCE), me, mails);
  if (!since) return null;
  const t = textIn(frame.language);
  const { event, actor } = since;
  const who = whoIs(actor, { t, person: personFinder(record) });
  switch (event.type) {
    case "MessageReceived": {
      const author = event.from.name || event.from.address;
      return { who: t("moved.wrote", { who: author }), text: event.reply ?? event.text };
    }
    case "ReplyWritten":
      return { who: t("moved.answered", { who }), text: event.text };
    case "NoteAdded":
      return { who: t("moved.noted", { who }), text: event.text };
    default:
      return { who: t("moved.changed", { who }), text: null };
  }
}
