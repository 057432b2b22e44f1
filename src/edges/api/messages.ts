import type { MessageKey } from "../../base/ids.ts";
import { type Actor, actorText } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import { plainToHtml } from "../../domain/mail/index.ts";
import {
  fullText,
  type ReplyWritten,
  readingOrder,
  type Ticket,
  type TicketEvent,
} from "../../domain/ticket/index.ts";
import type { MailRow, Read } from "../../record/reading/index.ts";
import {
  bounceOf,
  deliveryOf,
  empty,
  erased,
  type MessageShape,
  type Received,
  shapeOf,
  shapeOfMail,
} from "./message-shape.ts";
import { type ApiParts, BASE } from "./parts.ts";
import type { Ask } from "./route.ts";
import { personOf, timeOf } from "./shapes.ts";

/** The most messages of a conversation that are returned, the newest ones, */
const MOST_MESSAGES = 200;
/** and characters of their texts and HTML together, */
const MOST_CHARACTERS = 8 * 1024 * 1024;
/** and of each text within a conversation; longer HTML is left out there. */
const MOST_TEXT = 100_000;
const MOST_HTML = 500_000;
/** The most characters of each text where a message is only told of. */
const MOST_BRIEF = 20_000;
/** The most bytes of raw mail read for the HTML of one conversation. */
const MOST_RAW = 128 * 1024 * 1024;
/** The most entries in a message's lists of addresses and references within a conversation. */
const MOST_ENTRIES = 200;
/** Messages whose mail is read in parallel. */
const AT_ONCE = 4;

export interface Conversation {
  readonly messages: MessageShape[];
  /** The number of older ones left out. */
  readonly messagesOmitted: number;
}

export interface Messages {
  /**
   * A ticket's messages, in the order in which they are read: the newest of them, with long texts cut.
   * @param before only those before this one
   */
  conversation(reader: Reader, ticket: Ticket, before?: MessageKey): Promise<Conversation>;
  /** The complete entry of a conversation that an event created; null for other events. */
  one(reader: Reader, recorded: Recorded): Promise<MessageShape | null>;
  /** The same, shortened further and without HTML, for what is sent to others. */
  brief(reader: Reader, recorded: Recorded): Promise<MessageShape | null>;
  /** The contents of a mail, whatever its outcome; null if it cannot be read. */
  ofMail(read: Read, row: MailRow): Promise<MessageShape | null>;
}

/** Whose request it is: what they may see, and the language of texts. */
export type Reader = Pick<Ask<unknown, unknown, unknown>, "read" | "language">;

/** Reads messages: from the journal, and the rest from their raw mails. */
export function createMessages({ read: readMail, view }: Pick<ApiParts, "read" | "view">): Messages {
  return {
    async conversation(reader, ticket, before) {
      const { read } = reader;
      const place = before === undefined ? undefined : (await read.messages.find(before))?.position;
      const limit = MOST_MESSAGES;
      const { events, older } = await read.tickets.conversation(ticket.number, { before: place, limit });
      const isNew = newcomersIn(read, ticket);
      const entries = events.toReversed();
      const newestFirst: (Recorded & { readonly message: MessageShape })[] = [];
      let characters = 0;
      let raw = 0;
      let oldest = place ?? Number.MAX_SAFE_INTEGER;
      let reached = 0;
      for (let at = 0; at < entries.length && characters < MOST_CHARACTERS; at += AT_ONCE) {
        const some = entries.slice(at, at + AT_ONCE);
        const shown = await Promise.all(some.map((entry) => one(reader, entry, raw < MOST_RAW)));
        raw += some.reduce((sum, entry) => sum + rawSizeOf(read, entry), 0);
        for (const [i, message] of shown.entries()) {
          if (characters >= MOST_CHARACTERS) break;
          oldest = some[i]?.position ?? oldest;
          reached += 1;
          if (message === null) continue;
          const short = { ...shortened(message), ...isNew(some[i]) };
          const entry = some[i];
          if (entry !== undefined) newestFirst.push({ ...entry, message: short });
          characters += short.text.length + short.reply.length + (short.html?.length ?? 0);
        }
      }
      const all = older === null && reached === entries.length;
      const messagesOmitted = all ? 0 : read.tickets.entriesBefore(ticket.number, oldest);
      const arrived = newestFirst.toReversed();
      // What is before it is asked for by the first one, so that stays the one that arrived first.
      const fixed = all ? 0 : 1;
      const ordered = [...arrived.slice(0, fixed), ...readingOrder(arrived.slice(fixed))];
      return { messages: ordered.map(({ message }) => message), messagesOmitted };
    },
    async one(reader, recorded) {
      const message = await one(reader, recorded, true);
      const ticket = recorded.ticket === null ? null : reader.read.tickets.find(recorded.ticket);
      return message && ticket ? { ...message, ...newcomersIn(reader.read, ticket)(recorded) } : message;
    },
    async brief(reader, recorded) {
      const message = await one(reader, recorded, false);
      return message && shortened({ ...message, html: null }, MOST_BRIEF);
    },
    async ofMail(read, row) {
      const raw = await read.mails.raw(row.id);
      const parsed = raw ? await readMail(raw) : null;
      if (!raw || !parsed?.ok) return null;
      const html = parsed.value.hasHtml ? await htmlOf(raw, `${BASE}/mails/${row.id}/attachments/%s`) : null;
      return shapeOfMail(row, parsed.value, html);
    },
  };

  async function one(reader: Reader, recorded: Recorded, withHtml: boolean): Promise<MessageShape | null> {
    const { read } = reader;
    const { event } = recorded;
    switch (event.type) {
      case "MessageReceived":
        return incoming(read, recorded, event, withHtml);
      case "ReplyWritten":
        return outgoing(reader, recorded, event, withHtml);
      case "RepliedElsewhere":
        return elsewhere(reader, recorded, event);
      case "NoteAdded":
        return note(read, recorded, event);
      case "Erased":
        return erased({ ...recorded, event });
      default:
        return null;
    }
  }

  async function incoming(
    read: Read,
    { time, ticket }: Recorded,
    event: Received,
    withHtml: boolean,
  ): Promise<MessageShape> {
    const bounced = event.automatic === "bounce";
    const raw = withHtml && (event.hasHtml || bounced) ? await read.messages.raw(event.message) : null;
    const parsed = raw && bounced ? await readMail(raw) : null;
    const arrival = read.mails.arrival(event.mail);
    const judged = read.messages.judged(event.message);
    const shape = shapeOf(event, {
      direction: event.sent ? "out" : "in",
      replyTo: event.replyTo.map(personOf),
      date: event.date === null ? null : timeOf(event.date),
      receivedAt: timeOf(arrival?.receivedAt ?? time),
      truncated: event.hasHtml && !withHtml,
      html: raw && event.hasHtml ? await htmlOf(raw, pictures(ticket, event.message)) : null,
      automatic: event.automatic,
      mayAutoReply: event.mayAutoReply ?? event.automatic === false,
      bounce: parsed?.ok && parsed.value.bounce ? bounceOf(parsed.value.bounce) : null,
      authentication: event.authentication,
    });
    return {
      ...shape,
      ...(arrival?.copies.length ? { copies: [...arrival.copies] } : {}),
      ...(judged === null ? {} : { judged }),
    };
  }

  async function outgoing(
    { read, language }: Reader,
    { time, ticket }: Recorded,
    event: ReplyWritten,
    withHtml: boolean,
  ): Promise<MessageShape> {
    const { message, messageId, text } = event;
    const composed = await read.messages.composed(message);
    const raw = withHtml && composed ? await read.messages.raw(message) : null;
    const shape = shapeOf(
      {
        ...event,
        messageId,
        inReplyTo: composed?.inReplyTo ?? null,
        references: composed?.references ?? [],
        text: fullText(event, composed),
        reply: text,
      },
      {
        direction: "out",
        replyTo: [],
        date: timeOf(composed?.time ?? time),
        receivedAt: timeOf(time),
        truncated: composed !== null && !withHtml,
        html: raw ? await htmlOf(raw, pictures(ticket, message)) : (event.html ?? plainToHtml(text)),
        automatic: event.automatic ? "auto-reply" : false,
        mayAutoReply: false,
        bounce: null,
        authentication: null,
      },
    );
    const reply = read.messages.reply(message);
    return {
      ...shape,
      ...(reply ? { leaving: { state: reply.state, at: timeOf(reply.leaveAt) } } : {}),
      deliveries: read.deliveries.of(message).map((row) => deliveryOf(row, language)),
    };
  }

  /** A reply from a linked ticket: as it is there, as far as the caller sees that ticket. */
  async function elsewhere(
    reader: Reader,
    { time }: Recorded,
    { message, ticket, mailbox, reply }: Extract<TicketEvent, { type: "RepliedElsewhere" }>,
  ): Promise<MessageShape> {
    const there = await reader.read.messages.find(reply);
    const shape =
      there?.event.type === "ReplyWritten"
        ? await outgoing(reader, there, there.event, false)
        : there?.event.type === "MessageReceived" && there.event.sent
          ? await incoming(reader.read, there, there.event, false)
          : { ...empty(time), direction: "out" as const, from: { name: "", address: mailbox } };
    return { ...shape, id: message, answeredFrom: { ticket, mailbox, message: reply } };
  }

  function note(
    read: Read,
    { time, actor }: Recorded,
    event: Extract<TicketEvent, { type: "NoteAdded" }>,
  ): MessageShape {
    const user = actor.kind === "user" ? read.people.user(actor.name) : null;
    return {
      ...empty(time),
      id: event.message,
      direction: "note",
      from: { name: user?.fullName ?? nameOf(actor), address: user?.email ?? "" },
      text: event.text,
      reply: event.text,
    };
  }

  /** Bytes of the mail that would be read for its HTML. */
  function rawSizeOf(read: Read, { event }: Recorded): number {
    if (event.type === "MessageReceived" && event.hasHtml) return read.mails.find(event.mail)?.size ?? 0;
    return event.type === "ReplyWritten" ? 2 * event.text.length : 0;
  }

  async function htmlOf(raw: Uint8Array, cid: string): Promise<string | null> {
    const viewed = await view(raw, { pictures: false, cid });
    return viewed.ok ? viewed.value.html : null;
  }
}

/** Marks the messages of people who do not take part in the ticket. */
function newcomersIn(
  read: Read,
  ticket: Ticket,
): (recorded: Recorded | undefined) => Pick<MessageShape, "newParticipant"> {
  const isNew = read.tickets.isNewHere(ticket);
  return (recorded) => {
    const event = recorded?.event;
    return event?.type === "MessageReceived" && isNew(event) ? { newParticipant: true } : {};
  };
}

/** A message within a conversation: with the beginning of long texts and lists. */
function shortened(message: MessageShape, most = MOST_TEXT): MessageShape {
  const { text, reply, html, references, to, cc, replyTo, attachments, subject } = message;
  const html0 = html !== null && html.length > MOST_HTML ? null : html;
  const short = {
    ...message,
    text: beginning(text, most),
    reply: beginning(reply, most),
    html: html0,
    subject: subject.slice(0, MOST_SUBJECT).toWellFormed(),
    references: references.slice(-MOST_ENTRIES),
    to: to.slice(0, MOST_ENTRIES),
    cc: cc.slice(0, MOST_ENTRIES),
    replyTo: replyTo.slice(0, MOST_ENTRIES),
    attachments: attachments.slice(0, MOST_ENTRIES),
  };
  const cut =
    short.text !== text ||
    short.reply !== reply ||
    html0 !== html ||
    short.subject !== subject ||
    [references, to, cc, replyTo, attachments].some((list) => list.length > MOST_ENTRIES);
  return { ...short, truncated: message.truncated || cut };
}

const MOST_SUBJECT = 10_000;

const beginning = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).toWellFormed();

const nameOf = (actor: Actor): string => {
  const text = actorText(actor);
  return text.slice(text.indexOf(":") + 1);
};

const pictures = (ticket: number | null, message: string): string =>
  `${BASE}/tickets/${ticket}/messages/${message}/attachments/%s`;
