/** The view model of one ticket's page. */
import type { Recorded } from "../../../domain/events.ts";
import { normalAddress } from "../../../domain/mail/address.ts";
import type { Address } from "../../../domain/mail/types.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import type { Record } from "../../../record/record.ts";
import { textIn } from "../../../text/web.ts";
import { writeAddresses } from "../addresses.ts";
import { localInput } from "../format.ts";
import type { AnswerForm, Frame, NoteForm, PropertiesForm, ThreadsForm, TicketView } from "../view.ts";
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
  readonly note?: NoteForm;
  readonly properties?: PropertiesForm;
  readonly threads?: Partial<ThreadsForm>;
  readonly tab?: "answer" | "note";
  readonly moved?: string;
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
      cc: shown.everyone ? writeAddresses(receivers.everyone) : "",
      everyone: writeAddresses(receivers.everyone),
      text: "",
      fault: null,
      ...shown.answer,
    },
    note: shown.note ?? { text: "", fault: null },
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

/** Whom an answer goes to, as the engine would choose, and who else took part in the last message from outside. */
function receiversOf(
  record: Record,
  ticket: Ticket,
  events: readonly Recorded[],
): { readonly to: readonly Address[]; readonly everyone: readonly Address[] } {
  const last = events
    .map(({ event }) => event)
    .findLast(
      (event) =>
        event.type === "MessageReceived" && event.automatic !== "bounce" && event.automatic !== "auto-reply",
    );
  if (last?.type !== "MessageReceived") return { to: [ticket.requester], everyone: [] };
  const to = last.replyTo.length > 0 ? last.replyTo.slice(0, 10) : [last.from];
  const ours = new Set(
    record.view.mailboxes().flatMap(({ address, aliases }) => [address, ...aliases].map(normalAddress)),
  );
  const taken = new Set(to.map((one) => normalAddress(one.address)));
  const everyone = [last.from, ...last.to, ...last.cc].filter(({ address }) => {
    const plain = normalAddress(address);
    if (taken.has(plain) || ours.has(withoutDetail(plain)) || plain === "") return false;
    taken.add(plain);
    return true;
  });
  return { to, everyone: everyone.slice(0, 40) };
}

const withoutDetail = (address: string): string => address.replace(/\+[^@]*@/, "@");

/** What an agent has to know of before they go on, the weightiest first. */
const weighty = ["ReplyQueued", "MessageReceived", "NoteAdded", "StateChanged", "Changed"] as const;

/**
 * Who did what to the ticket since a version, in words, if an agent has to know of it before their own change counts;
 * null when nothing such happened. Attempts to deliver are nobody's change.
 * @param mails whether mail that came in counts
 */
export function movedSince(
  record: Record,
  frame: Frame,
  ticket: Ticket,
  version: number,
  mails: boolean,
): string | null {
  if (version >= ticket.version) return null;
  const t = textIn(frame.language);
  const person = personFinder(record);
  const others = record.journal.ofTicket(ticket.number, version, MOST).filter(({ event, actor }) => {
    if (event.type === "MessageReceived") return mails;
    return weighty.some((type) => type === event.type) && actor !== `user:${frame.reader?.user}`;
  });
  // An answer matters more than that it also changed the state.
  const since = weighty.flatMap((type) => others.findLast(({ event }) => event.type === type) ?? []).at(0);
  if (!since) return null;
  const who = whoIs(since.actor, { t, person });
  switch (since.event.type) {
    case "MessageReceived":
      return t("moved.wrote", { who: since.event.from.name || since.event.from.address });
    case "ReplyQueued":
      return t("moved.answered", { who });
    case "NoteAdded":
      return t("moved.noted", { who });
    default:
      return t("moved.changed", { who });
  }
}
