/** The view model of one ticket's page. */
import { userName } from "../../../base/ids.ts";
import { userActor } from "../../../domain/actor.ts";
import { allStates, isFinal } from "../../../domain/lifecycle/index.ts";
import { normalAddress } from "../../../domain/mail/index.ts";
import { isMissed, leftOf } from "../../../domain/target/index.ts";
import {
  type DraftFields,
  type DraftKind,
  followMerges,
  MOST_CHANGES,
  movedSince,
  suggestedMerge,
  type Ticket,
} from "../../../domain/ticket/index.ts";
import type { Draft, Read } from "../../../record/reading/index.ts";
import { textIn } from "../../../text/web.ts";
import { writeAddresses } from "../addresses.ts";
import { localInput } from "../parts/format.ts";
import { newNonce } from "../server/form.ts";
import type { Frame, Person } from "../view.ts";
import { actorName } from "./event-text.ts";
import { agentsOf, dueFinder, erasedMark, personFinder, ticketNav } from "./list-model.ts";
import { templateNames } from "./templates.ts";
import { timelineOf } from "./timeline.ts";
import type {
  ClockView,
  ContactForm,
  DraftView,
  MovedView,
  NoteForm,
  Properties,
  PropertiesForm,
  ReplyForm,
  SendHow,
  TicketView,
} from "./view.ts";

/** The most events of a ticket on a page; fewer if they are large. */
const SHOWN = 300;

/** What differs when a ticket is shown again because a form was not accepted. */
export interface Shown {
  /** Only events before this position. */
  readonly before?: number | undefined;
  readonly everyone?: boolean;
  readonly reply?: Partial<ReplyForm>;
  readonly note?: Partial<NoteForm>;
  readonly contact?: Pick<ContactForm, "text" | "fault">;
  readonly hold?: TicketView["hold"];
  /** What the reader's button to send does. */
  readonly how?: SendHow;
  readonly properties?: PropertiesForm;
  readonly tab?: "reply" | "note";
  readonly moved?: MovedView;
  /** The version for which a rejected form was made: it stays, so that later changes are still noticed. */
  readonly version?: number | undefined;
}

export async function ticketView(
  read: Read,
  frame: Frame,
  ticket: Ticket,
  back: string,
  shown: Shown,
): Promise<TicketView> {
  const me = frame.reader?.user ?? "";
  const person = personFinder(read);
  const { before } = shown;
  const drafts = read.tickets.drafts(ticket.number);
  const own = drafts.filter(({ user }) => user === me);
  const { events, older } = await read.tickets.history(ticket.number, { before, limit: SHOWN });
  const receivers = read.tickets.replyRecipients(ticket);
  const timeline = await timelineOf(events, {
    read,
    frame,
    t: textIn(frame.language),
    person,
    ticket,
    attempts: before === undefined ? "here" : "elsewhere",
  });
  return {
    frame,
    nav: ticketNav(read, me, frame.now),
    number: ticket.number,
    version: shown.version ?? ticket.version,
    subject: ticket.subject,
    ...erasedMark(ticket),
    state: ticket.state,
    heldUntil: ticket.heldUntil,
    hold: shown.hold ?? null,
    mailbox: ticket.mailbox,
    requester: ticket.requester,
    assignee: ticket.assignee === null ? null : person(ticket.assignee),
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
    ...dueFinder(read, frame.now)(ticket),
    ...clocksOf(read, ticket, frame.now),
    older: timeline.older ?? older,
    earlier: before !== undefined,
    timeline: timeline.items,
    agents: agentsOf(read),
    groups: read.people.groups().map(({ name }) => name),
    categories: categoriesOf(read),
    templates: templateNames(read),
    targets: read.tickets.targets().map(({ name }) => name),
    ...movesOf(read, ticket),
    others: othersOf(read, ticket, frame.now),
    reply: {
      to: writeAddresses(receivers.to),
      cc: shown.everyone ? writeAddresses(receivers.others) : "",
      everyone: writeAddresses(receivers.others),
      text: "",
      how: shown.how ?? "stay",
      ...{ holdUntil: "", sendAt: "", unlessAnswered: true },
      kept: [],
      nonce: newNonce(),
      fault: null,
      ...fromDraft(own, "reply"),
      ...shown.reply,
    },
    contact: { ...contactOf(read, ticket), ...shown.contact },
    note: { text: "", nonce: newNonce(), fault: null, ...fromDraft(own, "note"), ...shown.note },
    drafts: drafts.filter(({ user }) => user !== me).map((one) => draftView(one, person)),
    properties: shown.properties ?? { ...propertiesOf(ticket, frame.zone), fault: null },
    saved: propertiesOf(ticket, frame.zone),
    linked: read.tickets.linked(ticket),
    continued: read.tickets.continued(ticket),
    mergedInto: ticket.mergedInto,
    mayBelongTo: mayBelongTo(read, ticket),
    participants: read.tickets
      .participants(ticket)
      .filter(({ address }) => address !== normalAddress(ticket.requester.address))
      .slice(0, MOST_PARTICIPANTS),
    tab: shown.tab ?? (own[0]?.kind === "note" ? "note" : "reply"),
    signature: read.settings.mailbox(ticket.mailbox)?.signature ?? "",
    moved: shown.moved ?? null,
    back,
  };
}

/** What the reader has typed before. */
function fromDraft(own: readonly Draft[], kind: DraftKind): Pick<ReplyForm, "draft"> & Partial<DraftFields> {
  const draft = own.find((one) => one.kind === kind);
  return draft
    ? { ...draft.fields, draft: { savedAt: draft.savedAt, writer: draft.writer } }
    : { draft: null };
}

/** Characters of a colleague's draft that are shown. */
const SHOWN_DRAFT = 20_000;

const draftView = ({ user, kind, savedAt, fields }: Draft, person: (user: string) => Person): DraftView => ({
  ...{ who: person(user).name, kind, at: savedAt },
  ...{ to: fields.to ?? "", text: fields.text.slice(0, SHOWN_DRAFT) },
});

/** The clocks of its target. */
function clocksOf(
  read: Read,
  ticket: Ticket,
  now: number,
): Pick<TicketView, "target" | "undeclared" | "clocks"> {
  const { target, clocks } = read.tickets.clocks(ticket);
  if (target === null) return { target: null, undeclared: ticket.target, clocks: [] };
  return {
    ...{ target: target.name, undeclared: null },
    clocks: clocks.map((clock): ClockView => {
      const { name, dueAt, doneAt, paused } = clock;
      const left = Math.max(0, leftOf(clock, target.calendar, doneAt ?? now));
      const missed = isMissed(clock, now);
      const is =
        doneAt !== null ? (missed ? "missed" : "kept") : missed ? "late" : paused ? "paused" : "running";
      return { kind: name, is, left, dueAt, doneAt };
    }),
  };
}

/** What the reader may do with its state. */
function movesOf(read: Read, ticket: Ticket): Pick<TicketView, "states" | "quick" | "mayClose" | "mayHold"> {
  const { to, close, reopen, hold } = read.tickets.moves(ticket);
  const lifecycle = read.tickets.lifecycle();
  const all = allStates(lifecycle).map(({ name }) => name);
  return {
    states: all.filter((state) => state === ticket.state || to.includes(state)),
    quick: close !== null ? "close" : reopen !== null ? "reopen" : null,
    mayClose: close !== null || isFinal(lifecycle, ticket.state),
    mayHold: hold !== null,
  };
}

/** The most participants that are listed. */
const MOST_PARTICIPANTS = 50;

/** The ticket that this one may belong to, or the one that it was merged into. */
function mayBelongTo(read: Read, ticket: Ticket): TicketView["mayBelongTo"] {
  const suggested = suggestedMerge(ticket);
  const named = suggested === null ? null : read.tickets.find(suggested);
  const found = named && followMerges(named, read.tickets.find);
  if (!found || found.number === ticket.number || found.mergedInto !== null) return null;
  return { number: found.number, subject: found.subject };
}

/** A ticket's properties as its form shows them. */
export function propertiesOf(ticket: Ticket, zone: string): Properties {
  return {
    subject: ticket.subject.slice(0, LONGEST_SUBJECT),
    state: ticket.state,
    assignee: ticket.assignee ?? "",
    group: ticket.group ?? "",
    priority: ticket.priority,
    category: ticket.category ?? "",
    tags: ticket.tags.join(", "),
    target: ticket.target ?? "",
    due: ticket.dueAt === null ? "" : localInput(ticket.dueAt, zone),
  };
}

/** The most categories of a mailbox that are suggested, and of all together. */
const MOST_CATEGORIES = { each: 50, all: 200 };

/** The categories in use, each once, in alphabetical order. */
function categoriesOf(read: Read): readonly string[] {
  const mailboxes = read.settings.mailboxes();
  const found = mailboxes.flatMap(({ address }) => read.tickets.categories(address, MOST_CATEGORIES.each));
  return [...new Set(found)].sort((a, b) => a.localeCompare(b)).slice(0, MOST_CATEGORIES.all);
}

/** The most characters of a changed subject. */
const LONGEST_SUBJECT = 1_000;

function contactOf(read: Read, { requester }: Ticket): ContactForm {
  const { note, by, at } = read.contacts.note(requester.address) ?? { note: "", by: null, at: null };
  const who = by === null ? null : (read.people.user(by)?.fullName ?? by);
  return { text: note, was: note, who, at, fault: null };
}

function othersOf(read: Read, ticket: Ticket, now: number): TicketView["others"] {
  if (ticket.requester.address === "") return [];
  const { items } = read.tickets.list({ requester: ticket.requester.address }, { now, limit: 7 });
  return items
    .filter((one) => one.number !== ticket.number)
    .slice(0, 6)
    .map((one) => ({ number: one.number, subject: one.subject, state: one.state, ...erasedMark(one) }));
}

/**
 * Who did what to the ticket since a version, as text, and what they wrote, if an agent has to see it before their own
 * change is accepted; null if there is nothing.
 * @param mails whether received mail counts
 */
export async function movedView(
  read: Read,
  frame: Frame,
  ticket: Ticket,
  version: number,
  mails: boolean,
): Promise<MovedView | null> {
  if (version >= ticket.version) return null;
  const me = frame.reader ? userActor(userName(frame.reader.user)) : null;
  const moved = movedSince(await read.tickets.changesSince(ticket.number, version, MOST_CHANGES), me, mails);
  const since = moved && (await read.tickets.event(ticket.number, moved));
  if (!since) return null;
  const t = textIn(frame.language);
  const { event, actor } = since;
  const who = actorName(actor, { t, person: personFinder(read) });
  switch (event.type) {
    case "MessageReceived": {
      const author = event.from.name || event.from.address;
      return { who: t("moved.wrote", { who: author }), text: event.reply ?? event.text };
    }
    case "ReplyWritten":
      return { who: t("moved.replied", { who }), text: event.text };
    case "RepliedElsewhere": {
      const reply = (await read.messages.find(event.reply))?.event;
      const text = reply?.type === "ReplyWritten" ? reply.text : null;
      return { who: t("moved.elsewhere", { who, ticket: event.ticket, mailbox: event.mailbox }), text };
    }
    case "NoteAdded":
      return { who: t("moved.noted", { who }), text: event.text };
    default:
      return { who: t("moved.changed", { who }), text: null };
  }
}
