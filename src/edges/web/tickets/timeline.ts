/** A ticket's events as its conversation: messages, and discreet lines for other events. */

import type { MessageKey } from "../../../base/ids.ts";
import { type Actor, isUser } from "../../../domain/actor.ts";
import type { Erased, Recorded } from "../../../domain/events.ts";
import { subjectKey } from "../../../domain/mail/conversation.ts";
import type { Address, Attachment } from "../../../domain/mail/types.ts";
import {
  type Evidence,
  erasedMessage,
  isErased,
  isTicketEvent,
  type Ticket,
  type TicketEvent,
  type TicketFields,
} from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import type { Text, TextKey } from "../../../text/web.ts";
import { beginning, MOST_CONVERSATION, MOST_TEXT, most, proseSize, short } from "../bounds.ts";
import { trustOf } from "../mails/trust.ts";
import type { FileView } from "../mails/view.ts";
import { deliveryOf } from "../outgoing/model.ts";
import { dayTime } from "../parts/format.ts";
import { escapedLength } from "../parts/links.ts";
import type { CutView, Frame, Person } from "../view.ts";
import { isFromOutside, type MessageView, type TimelineItem } from "./view.ts";

interface Around {
  readonly read: Read;
  readonly frame: Frame;
  readonly t: Text;
  readonly person: (user: string) => Person;
  /** A message shows its subject only if it differs from the ticket's. */
  readonly ticket: Pick<Ticket, "number" | "subject">;
  /** Whether the delivery attempts of replies are among the events. */
  readonly attempts: "here" | "elsewhere";
}

type Entry = {
  readonly position: number;
  readonly time: number;
  readonly actor: Actor;
  readonly event: TicketEvent;
};
type Ways = ReadonlyMap<string, readonly Entry[]>;

export interface Timeline {
  /** Oldest first, the newest part unfolded. */
  readonly items: readonly TimelineItem[];
  /** The position of the first event shown, if earlier ones did not fit on the page; null if all are shown. */
  readonly older: number | null;
}

/** The timeline of these events, oldest first: the newest of them, as many as fit on a page. */
export async function timelineOf(events: readonly Recorded[], around: Around): Promise<Timeline> {
  const entries = events.filter(isTicketEvent);
  const ways = waysOf(entries);
  const newestFirst: TimelineItem[] = [];
  let older: number | null = null;
  let shown: number | null = null;
  let size = 0;
  for (const entry of events.toReversed()) {
    const items = isErased(entry)
      ? erasedItem(entry, around)
      : isTicketEvent(entry)
        ? await itemOf(entry, ways, around)
        : [];
    size += items.reduce((sum, item) => sum + sizeOf(item), 0);
    if (shown !== null && size > MOST_CONVERSATION) {
      older = shown;
      break;
    }
    newestFirst.push(...items);
    shown = entry.position;
  }
  return { items: opened(newestFirst.toReversed()), older };
}

/**
 * Unfolded: in short conversations everything, otherwise the newest message from outside, everything after it, notes,
 * and failed deliveries.
 */
function opened(items: readonly TimelineItem[]): readonly TimelineItem[] {
  const few = items.filter((one) => one.is === "message").length <= 3;
  const lastIn = items.findLastIndex(isFromOutside);
  return items.map((item, at) => {
    if (item.is !== "message") return item;
    const trouble = item.delivery?.status === "failed" || item.delivery?.status === "bounced";
    return { ...item, open: few || at >= lastIn || item.kind === "note" || trouble };
  });
}

/** Attempts and bounces by their reply. */
function waysOf(entries: readonly Entry[]): Ways {
  const ways = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { event } = entry;
    if (event.type !== "DeliveryAttempted" && event.type !== "DeliveryBounced") continue;
    const way = ways.get(event.message);
    if (way) way.push(entry);
    else ways.set(event.message, [entry]);
  }
  return ways;
}

/** An estimate of an entry's bytes on the page, on the high side. */
function sizeOf(item: TimelineItem): number {
  if (item.is === "event") return 500 + 6 * Math.min(1_200, item.who.length + item.what.length);
  const { to, cc, files, delivery } = item;
  const addresses = [item.from, ...to.slice(0, most.addresses), ...cc.slice(0, most.addresses)];
  const attempts = delivery ? delivery.attempts.length + delivery.bounces.length : 0;
  return (
    MESSAGE +
    proseSize(item.text) +
    (item.quoted === null ? 0 : proseSize(item.quoted)) +
    2 * escapedLength(short(item.author) + short(item.subject ?? "", 300)) +
    addresses.reduce((sum, { name, address }) => sum + 150 + escapedLength(short(name) + short(address)), 0) +
    files.slice(0, most.files).reduce((sum, file) => sum + 600 + 3 * escapedLength(short(file.name)), 0) +
    DELIVERY * Math.min(2 * most.results, attempts)
  );
}

const stateKeys = {
  agent: "event.state",
  text: "event.state",
  replied: "event.state.answered",
  "requester-wrote": "event.state.wrote",
  "reply-taken-back": "event.state.takenBack",
} as const;

/** Bytes of an attempt with some results. */
const DELIVERY = 2_500;
/** Bytes of a message's markup, and of its preview. */
const MESSAGE = 4_000;

async function itemOf(entry: Entry, ways: Ways, around: Around): Promise<readonly TimelineItem[]> {
  const { time, actor, event } = entry;
  const line = (what: string | null): readonly TimelineItem[] =>
    what === null ? [] : [{ is: "event", time, who: actorName(actor, around), what }];
  const { t } = around;
  switch (event.type) {
    case "MessageReceived":
    case "ReplyWritten":
    case "NoteAdded":
      return [{ is: "message", ...(await messageOf(entry, event, ways, around)) }];
    case "TicketOpened":
      return line(event.via === "mail" ? null : t("event.opened"));
    case "StateChanged":
      return line(
        t(stateKeys[event.cause.code], {
          from: t(`state.${event.from}`),
          to: t(`state.${event.to}`),
        }),
      );
    case "Changed":
      return line(changeWords(event.changes, actor, around));
    case "DeliveryBounced":
      return line(
        t("event.bounced", {
          to: event.results
            .slice(0, most.results)
            .map(({ recipient }) => short(recipient))
            .join(", "),
        }),
      );
    case "MessagesGiven": {
      const words = { n: event.messages.length, ticket: event.to };
      return line(t(event.merge ? "event.merged" : "event.given", words));
    }
    case "MessagesTaken": {
      const words = { n: event.messages.length, ticket: event.from };
      return line(t(event.unmerge ? "event.unmerged" : "event.taken", words));
    }
    case "DeliveryCancelled":
      return line(t("event.cancelled"));
    case "DeliveryRetried":
      return line(t("event.retried"));
    case "ReplyTakenBack":
      return line(t("event.takenBack"));
    case "ReplyWithheld":
      return line(t(`event.withheld.${event.because}`));
    case "AnswerDue":
    case "ReplyComposed":
    case "DeliveryAttempted":
      return [];
  }
}

/** An erased event leaves a visible line. */
function erasedItem(recorded: Recorded<Erased>, around: Around): readonly TimelineItem[] {
  const { time, actor } = recorded;
  const direction = erasedMessage(recorded)?.direction ?? "other";
  return [{ is: "event", time, who: actorName(actor, around), what: around.t(`event.erased.${direction}`) }];
}

type MessageEvent = Extract<TicketEvent, { type: "MessageReceived" | "ReplyWritten" | "NoteAdded" }>;

async function messageOf(
  { time, actor }: Entry,
  event: MessageEvent,
  ways: Ways,
  around: Around,
): Promise<MessageView> {
  const common = {
    key: event.message,
    time,
    open: false,
    automatic: false,
    evidence: null,
    trust: null,
  } as const;
  if (event.type === "NoteAdded") {
    return {
      ...common,
      kind: "note",
      author: actorName(actor, around),
      from: { name: "", address: "" },
      to: [],
      cc: [],
      subject: null,
      stored: false,
      ...textOf(event.message, event.text.trimEnd(), null, around),
      hasHtml: false,
      formatted: false,
      files: [],
      delivery: null,
    };
  }
  const shared = {
    ...common,
    to: event.to,
    cc: event.cc,
    subject: subjectKey(event.subject) === subjectKey(around.ticket.subject) ? null : event.subject,
    files: filesOf(event.attachments),
  };
  if (event.type === "ReplyWritten") {
    const { messages, deliveries } = around.read;
    const composed = await messages.composed(event.message);
    return {
      ...shared,
      kind: "out",
      stored: composed !== null,
      ...textOf(event.message, event.text.trimEnd(), composed?.below || null, around),
      automatic: event.automatic ? "auto-reply" : false,
      author: sentBy(actor, event.from, around),
      evidence: event.byMail ? evidenceWords(event.byMail.evidence, around) : null,
      from: event.from,
      hasHtml: composed !== null,
      formatted: false,
      delivery: deliveryOf(
        deliveries.of(event.message),
        around.attempts === "here"
          ? (ways.get(event.message) ?? [])
          : await deliveries.attempts(event.message),
        { row: messages.reply(event.message), now: around.frame.now },
      ),
    };
  }
  const { text, quoted } = splitText(event.text, event.reply);
  return {
    ...shared,
    ...textOf(event.message, text, quoted, around),
    kind: "in",
    stored: true,
    author: event.from.name || event.from.address,
    from: event.from,
    hasHtml: event.hasHtml,
    formatted: event.hasHtml && (text.trim() === "" || event.attachments.some((file) => file.inline)),
    automatic: event.automatic,
    evidence: event.evidence && evidenceWords(event.evidence, around),
    trust: trustOf(event.authentication, event.from, around.t),
    delivery: null,
  };
}

/** The parts of a message's text: the new part, then quotation and signature, as far as they fit. */
function textOf(
  message: MessageKey,
  text: string,
  quoted: string | null,
  { ticket }: Around,
): Pick<MessageView, "text" | "quoted" | "cut"> {
  const shown = beginning(text, MOST_TEXT);
  const room = MOST_TEXT - shown.length;
  const below = quoted === null ? null : beginning(quoted, room);
  const of = text.length + (quoted?.length ?? 0);
  const length = shown.length + (below?.length ?? 0);
  const cut: CutView | null =
    length === of ? null : { shown: length, of, href: `/tickets/${ticket.number}/messages/${message}` };
  return { text: shown, quoted: below === "" ? null : below, cut };
}

/** The new part of a text, and the rest: quotation and signature. */
function splitText(whole: string, reply: string | null): { text: string; quoted: string | null } {
  if (reply === null) return { text: whole.trimEnd(), quoted: null };
  const at = placeOf(reply, whole);
  const rest = at < 0 ? whole : `${whole.slice(0, at)}\n${whole.slice(at + reply.length)}`;
  const quoted = rest.replace(/^\s*\n/, "").trimEnd();
  return { text: reply.trim() === "" ? "" : reply.trimEnd(), quoted: quoted === "" ? null : quoted };
}

/**
 * The position of the new part in a text, at the start of a line; -1 if it is not contiguous. Not by indexOf, which can
 * take the product of both lengths.
 */
function placeOf(reply: string, whole: string): number {
  if (reply === "") return -1;
  let at = 0;
  let compared = 0;
  while (at >= 0 && at + reply.length <= whole.length && compared < MOST_COMPARED) {
    while (whole[at] === " " || whole[at] === "\t") at++;
    if (whole.startsWith(reply, at)) return at;
    compared += reply.length;
    const line = whole.indexOf("\n", at);
    at = line < 0 ? -1 : line + 1;
  }
  return -1;
}

/** The most characters compared to find the new part: four times the longest text. */
const MOST_COMPARED = 16 * 1024 * 1024;

const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);
/** Image types that browsers display and that contain only pixels. */
export const isPicture = (type: string): boolean => pictures.has(type);

export const filesOf = (attachments: readonly Attachment[]): readonly FileView[] =>
  attachments.map(({ id, name, type, size, inline }) => ({
    id,
    name,
    type,
    size,
    picture: isPicture(type),
    inline,
  }));

/** The actor's name for people. */
export function actorName(actor: Actor, { t, person }: Pick<Around, "t" | "person">): string {
  switch (actor.kind) {
    case "user":
      return person(actor.name).name;
    case "token":
      return t("event.token", { name: actor.name });
    case "box":
      return t(actor.part === "console" ? "event.console" : "event.box");
    case "system":
    case "other":
      return t("app.name");
  }
}

/** A reply's author: the person, or the mailbox for automatic replies. */
function sentBy(actor: Actor, from: Address, around: Around): string {
  return actor.kind === "system" ? from.name || from.address : actorName(actor, around);
}

function evidenceWords(evidence: Evidence, { t, person }: Around): string {
  switch (evidence.by) {
    case "token":
      return t("evidence.token");
    case "reference":
      return t("evidence.reference");
    case "notification":
      return t("evidence.notification");
    case "flood":
      return t("evidence.flood");
    case "agent":
      return t("evidence.agent", { who: person(evidence.user).name });
  }
}

function changeWords(
  changes: Partial<TicketFields>,
  actor: Actor,
  { t, person, frame }: Around,
): string | null {
  const said: string[] = [];
  const say = (field: "subject" | "group" | "category" | "due" | "tags", value: string | null) => {
    const name = t(`field.${field}`);
    said.push(value === null ? t("event.cleared", { name }) : t("event.set", { name, value }));
  };
  const { subject, priority, category, assignee, group, tags, dueAt } = changes;
  if (assignee !== undefined) {
    const taken = isUser(actor, assignee);
    const given = () => t("event.assigned", { who: person(assignee ?? "").name });
    said.push(assignee === null ? t("event.unassigned") : taken ? t("event.took") : given());
  }
  if (priority !== undefined) {
    const key: TextKey = `priority.${priority}`;
    said.push(t("event.set", { name: t("field.priority"), value: t(key) }));
  }
  if (group !== undefined) say("group", group);
  if (category !== undefined) say("category", category);
  if (tags !== undefined) say("tags", tags.length === 0 ? null : tags.join(", "));
  if (dueAt !== undefined)
    say("due", dueAt === null ? null : dayTime(dueAt, frame.now, frame.zone, frame.language));
  if (subject !== undefined) say("subject", subject);
  return said.length === 0 ? null : said.join("; ");
}
