/** A ticket's events as its conversation: messages, and discreet lines for other events. */

import { type MessageKey, messageKey } from "../../../base/ids.ts";
import type { Actor } from "../../../domain/actor.ts";
import type { Erased, Recorded } from "../../../domain/events.ts";
import { type Address, isForged, subjectKey } from "../../../domain/mail/index.ts";
import { actionText } from "../../../domain/ruleset/index.ts";
import {
  erasedMessage,
  isErased,
  isTicketEvent,
  type RuleAction,
  type RulesRan,
  readingOrder,
  type Ticket,
  type TicketEvent,
  type TicketRulesRan,
  writtenAt,
} from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import type { Language } from "../../../text/index.ts";
import { beginning, MOST_CONVERSATION, MOST_TEXT, most, proseSize, short } from "../bounds.ts";
import { filesOf } from "../mails/attachments.ts";
import { authenticationWords, trustOf } from "../mails/trust.ts";
import { deliveryOf } from "../outgoing/model.ts";
import { escapedLength } from "../parts/links.ts";
import type { CutView } from "../view.ts";
import { actorName, eventTexts, evidenceText, type Reader } from "./event-text.ts";
import { splitText } from "./new-part.ts";
import { isFromOutside, type MessageView, type TimelineItem } from "./view.ts";

interface Around extends Reader {
  readonly read: Read;
  /** A message shows its subject only if it differs from the ticket's. */
  readonly ticket: Pick<Ticket, "number" | "mailbox" | "subject" | "participants" | "newcomers">;
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
  /** In the order in which they are read, the newest part unfolded. */
  readonly items: readonly TimelineItem[];
  /** The position of the first event shown, if earlier ones did not fit on the page; null if all are shown. */
  readonly older: number | null;
}

/** The timeline of these events, oldest first: the newest of them, as many as fit on a page. */
export async function timelineOf(events: readonly Recorded[], around: Around): Promise<Timeline> {
  const entries = events.filter(isTicketEvent);
  const ways = waysOf(entries);
  const found = foundOf(entries, around.frame.language);
  const replaced = new Set(
    entries.flatMap(({ event }) => (event.type === "MessageReceived" && event.insteadOf) || []),
  );
  const newestFirst: Shown[] = [];
  let older: number | null = null;
  let shown: number | null = null;
  let size = 0;
  for (const entry of events.toReversed()) {
    const items = isErased(entry)
      ? erasedItem(entry, around)
      : isTicketEvent(entry) && !isReplaced(entry, replaced)
        ? await itemOf(entry, { ways, found: found.get(entry.position) ?? null }, around)
        : [];
    size += items.reduce((sum, item) => sum + sizeOf(item), 0);
    if (shown !== null && size > MOST_CONVERSATION) {
      older = shown;
      break;
    }
    newestFirst.push({ ...entry, items });
    shown = entry.position;
  }
  const ordered = readingOrder(newestFirst.toReversed());
  return { items: opened(ordered.flatMap(({ items }) => items)), older };
}

/** An event with what it is on the page. */
type Shown = Recorded & { readonly items: readonly TimelineItem[] };

/** Whether another entry took its place. */
const isReplaced = ({ event }: Recorded<TicketEvent>, replaced: ReadonlySet<MessageKey>): boolean =>
  event.type === "RepliedElsewhere" && replaced.has(event.message);

/**
 * Unfolded: in short conversations everything, otherwise the newest message from outside, everything after it, notes,
 * and failed deliveries.
 */
function opened(items: readonly TimelineItem[]): readonly TimelineItem[] {
  const few = items.filter((one) => one.is === "message").length <= 3;
  const lastIn = items.findLastIndex(isFromOutside);
  return items.map((item, at) => {
    if (item.is !== "message") return item;
    if (item.judged?.is === "forged") return { ...item, open: false };
    const trouble = item.delivery?.status === "failed" || item.delivery?.status === "bounced";
    return { ...item, open: few || at >= lastIn || item.kind === "note" || trouble };
  });
}

/** What authentication was found for the mail that an auto-reply replies to, by the position of what decided on it. */
function foundOf(entries: readonly Entry[], language: Language): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let last: string | null = null;
  for (const { position, event } of entries) {
    if (event.type === "MessageReceived")
      last = event.authentication && authenticationWords(event.authentication, language);
    else if (event.type === "AutoReplyDue" && last !== null) found.set(position, last);
  }
  return found;
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

/** Bytes of an attempt with some results. */
const DELIVERY = 2_500;
/** Bytes of a message's markup, and of its preview. */
const MESSAGE = 4_000;

async function itemOf(
  entry: Entry,
  { ways, found }: { readonly ways: Ways; readonly found: string | null },
  around: Around,
): Promise<readonly TimelineItem[]> {
  const { time, actor, event } = entry;
  switch (event.type) {
    case "MessageReceived":
    case "ReplyWritten":
    case "NoteAdded":
      return [{ is: "message", ...(await messageOf(entry, event, ways, around)) }];
    case "RepliedElsewhere":
      return [{ is: "message", ...(await elsewhere(entry, event, around)) }];
    case "RulesRan":
      return ruleItems(event, time, `messages/${messageKey(event.mail)}/rules`, around);
    case "TicketRulesRan":
      return ruleItems(event, time, `rules/${entry.position}`, around);
    default: {
      const who = actorName(actor, around);
      return eventTexts(event, actor, around).map((what) => {
        const whole = found === null ? what : around.t("event.autoReply.found", { what, results: found });
        return { is: "event", time, who, what: whole, ...otherTicket(event) };
      });
    }
  }
}

/** A line for each rule that did something, one if mail was not sent that rules ask for, and one if something failed. */
function ruleItems(
  ran: Pick<RulesRan, "fired" | "failed" | "noReply" | "notForwarded"> | TicketRulesRan,
  time: number,
  why: string,
  around: Around,
): readonly TimelineItem[] {
  const { fired, failed, noReply } = ran;
  const notForwarded = "notForwarded" in ran ? (ran.notForwarded ?? []) : [];
  const { t, ticket } = around;
  const line = (what: string): TimelineItem => ({
    ...{ is: "event", time, who: t("app.name"), what },
    why: `/tickets/${ticket.number}/${why}`,
  });
  const isWithheld = (action: RuleAction): boolean =>
    (action.do === "reply" && noReply !== undefined) ||
    (action.do === "forward" && notForwarded.some(({ to }) => to === action.to));
  const acts = fired
    .map(({ rule, actions }) => ({ rule, actions: actions.filter((one) => !isWithheld(one)) }))
    .filter(({ actions }) => actions.some((one) => one.do !== "stop"))
    .slice(0, MOST_RULES);
  return [
    ...acts.map(({ rule, actions }) =>
      line(
        t("event.rule", {
          rule: short(rule),
          actions: actions
            .map(actionText)
            .map((one) => short(one))
            .join(", "),
        }),
      ),
    ),
    ...(noReply === undefined && notForwarded.length === 0 ? [] : [line(t("event.rule.withheld"))]),
    ...(failed === undefined ? [] : [line(t(isChain(failed) ? "event.rule.chain" : "event.rule.failed"))]),
  ];
}

const isChain = (failed: readonly { readonly code: string }[]): boolean =>
  failed.some(({ code }) => code === "chain");

/** The most rules of a run that have a line. */
const MOST_RULES = 20;

/** The ticket that messages came from or went to. */
function otherTicket(event: TicketEvent): { readonly ticket?: number } {
  if (event.type === "MessagesGiven") return { ticket: event.to };
  return event.type === "MessagesTaken" ? { ticket: event.from } : {};
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
    newcomer: null,
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
      automatic: event.automatic === "forward" ? "forwarded" : event.automatic ? "auto-reply" : false,
      author: sentBy(actor, event.from, around),
      evidence: event.byMail ? evidenceText(event.byMail.evidence, around) : null,
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
    time: writtenAt(time, event),
    kind: event.sent ? "out" : "in",
    stored: true,
    author: event.from.name || event.from.address,
    from: event.from,
    hasHtml: event.hasHtml,
    formatted:
      event.formatted === true ||
      (event.hasHtml && (text.trim() === "" || event.attachments.some((file) => file.inline))),
    automatic: event.automatic,
    evidence: event.evidence && evidenceText(event.evidence, around),
    trust: trustOf(event.authentication, event.from, around.frame.language),
    ...(event.sent
      ? {}
      : {
          judged: {
            is: around.read.messages.judged(event.message),
            action: `/tickets/${around.ticket.number}/verdict`,
          },
          forged: isForged(event.authentication) && around.read.messages.judged(event.message) === null,
        }),
    unscanned: around.read.mails.find(event.mail)?.checks?.unscanned ?? [],
    copies: around.read.mails.arrival(event.mail)?.copies ?? [],
    newcomer: around.read.tickets.isNewHere(around.ticket)(event)
      ? `/tickets/${around.ticket.number}/participants`
      : null,
    delivery: null,
  };
}

/** A reply from a linked ticket, with what it says if the reader sees that ticket. */
async function elsewhere(
  { time, actor }: Entry,
  { message, ticket, mailbox, reply }: Extract<TicketEvent, { type: "RepliedElsewhere" }>,
  around: Around,
): Promise<MessageView> {
  const there = (await around.read.messages.find(reply))?.event;
  const written =
    there?.type === "ReplyWritten" || (there?.type === "MessageReceived" && there.sent) ? there : null;
  const state = around.read.messages.reply(reply)?.state;
  return {
    ...{ key: message, time, open: false, automatic: false, evidence: null, trust: null, kind: "out" },
    author: actorName(actor, around),
    from: { name: "", address: mailbox },
    ...{ to: written?.to ?? [], cc: written?.cc ?? [], subject: null },
    ...textOf(message, written?.text.trimEnd() ?? "", null, around),
    ...{ stored: false, hasHtml: false, formatted: false, files: [], delivery: null, newcomer: null },
    elsewhere: { ticket, mailbox, visible: written !== null, takenBack: state === "taken-back" },
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

/** A reply's author: the person, or the mailbox for automatic replies. */
function sentBy(actor: Actor, from: Address, around: Around): string {
  return actor.kind === "system" ? from.name || from.address : actorName(actor, around);
}
