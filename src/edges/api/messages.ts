import type * as z from "zod";
import { sha256 } from "../../base/ids.ts";
import { type Actor, actorText } from "../../domain/actor.ts";
import type { Erased, Recorded } from "../../domain/events.ts";
import type { Authentication } from "../../domain/mail/trust.ts";
import type { Attachment, Bounce, ParsedMail } from "../../domain/mail/types.ts";
import { erasedMessage, type Ticket, type TicketEvent } from "../../domain/ticket/index.ts";
import type { DeliveryRow, MailRow } from "../../record/view.ts";
import { type ApiParts, BASE } from "./parts.ts";
import { type Message, personOf, timeOf } from "./shapes.ts";

type MessageShape = z.input<typeof Message>;

/** So many messages of a conversation are shown at most, the newest, */
const MOST_MESSAGES = 200;
/** and so many characters of their texts and HTML. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** Messages whose mail is read side by side. */
const AT_ONCE = 4;

export interface Conversation {
  readonly messages: MessageShape[];
  /** How many older ones are left out. */
  readonly messagesOmitted: number;
}

export interface Messages {
  /** A ticket's messages, oldest first. */
  conversation(ticket: Ticket): Promise<Conversation>;
  /** The entry of a conversation that an event made; null for events that made none. */
  one(recorded: Recorded): Promise<MessageShape | null>;
  /** What is read from a mail, whatever became of it; null if it cannot be read. */
  ofMail(row: MailRow): Promise<MessageShape | null>;
}

/** Reads messages: what the journal says of them, and from their raw mails what it does not. */
export function createMessages({ record, read, view }: ApiParts): Messages {
  return {
    async conversation(ticket) {
      const entries = record.view.conversation(ticket.number, MOST_MESSAGES).toReversed();
      const newestFirst: MessageShape[] = [];
      let characters = 0;
      for (let at = 0; at < entries.length && characters < MOST_CHARACTERS; at += AT_ONCE) {
        const some = await Promise.all(entries.slice(at, at + AT_ONCE).map(one));
        for (const message of some) {
          if (message === null || characters >= MOST_CHARACTERS) continue;
          newestFirst.push(message);
          characters += message.text.length + message.reply.length + (message.html?.length ?? 0);
        }
      }
      const messages = newestFirst.toReversed();
      return { messages, messagesOmitted: Math.max(0, ticket.messages - messages.length) };
    },
    one,
    async ofMail(row) {
      const raw = record.blobs.find(sha256(row.sha256.toString("hex")));
      const parsed = raw ? await read(raw) : null;
      if (!raw || !parsed?.ok) return null;
      const html = parsed.value.hasHtml ? await htmlOf(raw, `${BASE}/mails/${row.id}/attachments/%s`) : null;
      return shapeOfMail(row, parsed.value, html);
    },
  };

  async function one(recorded: Recorded): Promise<MessageShape | null> {
    const { event } = recorded;
    switch (event.type) {
      case "MessageReceived":
        return incoming(recorded, event);
      case "ReplyQueued":
        return outgoing(recorded, event);
      case "NoteAdded":
        return note(recorded, event);
      case "Erased":
        return erased({ ...recorded, event });
      default:
        return null;
    }
  }

  async function incoming(
    { time, ticket }: Recorded,
    event: Extract<TicketEvent, { type: "MessageReceived" }>,
  ): Promise<MessageShape> {
    const bounced = event.automatic === "bounce";
    const raw = event.hasHtml || bounced ? rawOf(event) : null;
    const parsed = raw && bounced ? await read(raw) : null;
    return shapeOf(event, {
      direction: "in",
      replyTo: event.replyTo.map(personOf),
      date: event.date === null ? null : timeOf(event.date),
      receivedAt: timeOf(record.view.mail(event.mail)?.receivedAt ?? time),
      html: raw && event.hasHtml ? await htmlOf(raw, pictures(ticket, event.message)) : null,
      automatic: event.automatic,
      bounce: parsed?.ok && parsed.value.bounce ? bounceOf(parsed.value.bounce) : null,
    });
  }

  async function outgoing(
    { time, ticket }: Recorded,
    event: Extract<TicketEvent, { type: "ReplyQueued" }>,
  ): Promise<MessageShape> {
    const raw = event.hasHtml ? record.blobs.find(event.raw) : null;
    const shape = shapeOf(event, {
      direction: "out",
      replyTo: [],
      date: timeOf(time),
      receivedAt: timeOf(time),
      html: raw ? await htmlOf(raw, pictures(ticket, event.message)) : null,
      automatic: false,
      bounce: null,
    });
    return { ...shape, deliveries: record.view.deliveries(event.message).map(deliveryOf) };
  }

  function note({ time, actor }: Recorded, event: Extract<TicketEvent, { type: "NoteAdded" }>): MessageShape {
    const user = actor.kind === "user" ? record.view.user(actor.name) : null;
    return {
      ...empty(time),
      id: event.message,
      direction: "note",
      from: { name: user?.fullName ?? nameOf(actor), address: user?.email ?? "" },
      text: event.text,
      reply: event.text,
    };
  }

  function rawOf(event: Extract<TicketEvent, { type: "MessageReceived" }>): Buffer | null {
    const row = record.view.mail(event.mail);
    return row && record.blobs.find(sha256(row.sha256.toString("hex")));
  }

  async function htmlOf(raw: Uint8Array, cid: string): Promise<string | null> {
    const viewed = await view(raw, { pictures: false, cid });
    return viewed.ok ? viewed.value.html : null;
  }
}

function erased(recorded: Recorded<Erased>): MessageShape | null {
  const message = erasedMessage(recorded);
  if (message === null) return null;
  return { ...empty(recorded.time), id: message.key, direction: message.direction, erased: true };
}

const empty = (time: number): Omit<MessageShape, "id" | "direction"> => ({
  messageId: null,
  inReplyTo: null,
  references: [],
  from: null,
  replyTo: [],
  to: [],
  cc: [],
  subject: "",
  date: timeOf(time),
  receivedAt: timeOf(time),
  text: "",
  html: null,
  reply: "",
  attachments: [],
  automatic: false,
  bounce: null,
  authentication: verdictsOf(null),
});

const nameOf = (actor: Actor): string => {
  const text = actorText(actor);
  return text.slice(text.indexOf(":") + 1);
};

const deliveryOf = ({ recipient, state, attempts, nextAt, server, response }: DeliveryRow) => ({
  ...{ address: recipient, state, attempts, server, response },
  nextAt: nextAt === null ? null : timeOf(nextAt),
});

const pictures = (ticket: number | null, message: string): string =>
  `${BASE}/tickets/${ticket}/messages/${message}/attachments/%s`;

type OfOneKind = Pick<
  MessageShape,
  "direction" | "replyTo" | "date" | "receivedAt" | "html" | "automatic" | "bounce"
>;

function shapeOf(
  event: Extract<TicketEvent, { type: "MessageReceived" | "ReplyQueued" }>,
  { direction, replyTo, date, receivedAt, html, automatic, bounce }: OfOneKind,
): MessageShape {
  const { message: id, messageId, inReplyTo, references, from, to, cc, subject, text, attachments } = event;
  return {
    id,
    direction,
    messageId,
    inReplyTo,
    references: [...references],
    from: from.address === "" && from.name === "" ? null : personOf(from),
    replyTo,
    to: to.map(personOf),
    cc: cc.map(personOf),
    subject,
    date,
    receivedAt,
    text,
    html,
    reply: event.reply ?? text,
    attachments: attachments.map(attachmentOf),
    automatic,
    bounce,
    authentication: verdictsOf(event.type === "MessageReceived" ? event.authentication : null),
  };
}

function shapeOfMail(row: MailRow, parsed: ParsedMail, html: string | null): MessageShape {
  const { messageId, inReplyTo, references, from, replyTo, to, cc, subject, text, reply } = parsed;
  return {
    id: row.id,
    direction: "in",
    messageId,
    inReplyTo,
    references: [...references],
    from: from && personOf(from),
    replyTo: replyTo.map(personOf),
    to: to.map(personOf),
    cc: cc.map(personOf),
    subject,
    date: parsed.date === null ? null : timeOf(parsed.date),
    receivedAt: timeOf(row.receivedAt),
    text,
    html,
    reply,
    attachments: parsed.attachments.map(attachmentOf),
    automatic: parsed.automatic,
    bounce: parsed.bounce && bounceOf(parsed.bounce),
    authentication: verdictsOf(row.checks?.authentication ?? null),
  };
}

const attachmentOf = ({ id, name, type, size, sha256, inline }: Attachment) => ({
  id,
  name,
  type,
  size,
  sha256,
  inline,
});

const bounceOf = ({ permanent, recipients, originalMessageId }: Bounce): MessageShape["bounce"] => ({
  permanent,
  recipients: recipients.map(({ address, status, diagnostic }) => ({ address, status, diagnostic })),
  originalMessageId,
});

/** The verdicts, "pass" and so on; null where the sender was not checked. */
const verdictsOf = (checked: Authentication | null) => ({
  spf: checked?.spf.verdict ?? null,
  dkim: checked?.dkim.verdict ?? null,
  dmarc: checked?.dmarc.verdict ?? null,
});
