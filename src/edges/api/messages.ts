import type * as z from "zod";
import { sha256, userName } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import { plainToHtml } from "../../domain/mail/html-text.ts";
import type { Authentication } from "../../domain/mail/trust.ts";
import type { Attachment, Bounce, ParsedMail } from "../../domain/mail/types.ts";
import { type ReplyWritten, type Ticket, type TicketEvent, wholeText } from "../../domain/ticket/index.ts";
import type { DeliveryRow, MailRow } from "../../record/view.ts";
import { type ApiParts, BASE } from "./parts.ts";
import { type Message, personOf, timeOf } from "./shapes.ts";

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;
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
      case "ReplyWritten":
        return outgoing(recorded, event);
      case "NoteAdded":
        return note(recorded, event);
      default:
        return null;
    }
  }

  async function incoming({ time, ticket }: Recorded, event: Received): Promise<MessageShape> {
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
      authentication: event.authentication,
    });
  }

  async function outgoing({ time, ticket }: Recorded, event: ReplyWritten): Promise<MessageShape> {
    const { message, messageId, text } = event;
    const composed = record.view.composed(message);
    const raw = composed && record.blobs.find(composed.raw);
    const shape = shapeOf(
      {
        ...event,
        messageId,
        inReplyTo: composed?.inReplyTo ?? null,
        references: composed?.references ?? [],
        text: wholeText(event, composed),
        reply: text,
      },
      {
        direction: "out",
        replyTo: [],
        date: timeOf(composed?.time ?? time),
        receivedAt: timeOf(time),
        html: raw ? await htmlOf(raw, pictures(ticket, message)) : (event.html ?? plainToHtml(text)),
        automatic: event.automatic ? "auto-reply" : false,
        bounce: null,
        authentication: null,
      },
    );
    const reply = record.view.reply(message);
    return {
      ...shape,
      ...(reply ? { leaving: { state: reply.state, at: timeOf(reply.leaveAt) } } : {}),
      deliveries: record.view.deliveries(message).map(deliveryOf),
    };
  }

  function note({ time, actor }: Recorded, event: Extract<TicketEvent, { type: "NoteAdded" }>): MessageShape {
    const [kind = "", name = ""] = [actor.slice(0, actor.indexOf(":")), actor.slice(actor.indexOf(":") + 1)];
    const user = kind === "user" ? record.view.user(userName(name)) : null;
    return {
      id: event.message,
      direction: "note",
      messageId: null,
      inReplyTo: null,
      references: [],
      from: { name: user?.fullName ?? name, address: user?.email ?? "" },
      replyTo: [],
      to: [],
      cc: [],
      subject: "",
      date: timeOf(time),
      receivedAt: timeOf(time),
      text: event.text,
      html: null,
      reply: event.text,
      attachments: [],
      automatic: false,
      bounce: null,
      authentication: verdictsOf(null),
    };
  }

  function rawOf(event: Received): Buffer | null {
    const row = record.view.mail(event.mail);
    return row && record.blobs.find(sha256(row.sha256.toString("hex")));
  }

  async function htmlOf(raw: Uint8Array, cid: string): Promise<string | null> {
    const viewed = await view(raw, { pictures: false, cid });
    return viewed.ok ? viewed.value.html : null;
  }
}

const deliveryOf = ({ recipient, state, attempts, nextAt, server, response }: DeliveryRow) => ({
  ...{ address: recipient, state, attempts, server, response },
  nextAt: nextAt === null ? null : timeOf(nextAt),
});

const pictures = (ticket: number | null, message: string): string =>
  `${BASE}/tickets/${ticket}/messages/${message}/attachments/%s`;

type OfOneKind = Pick<
  MessageShape,
  "direction" | "replyTo" | "date" | "receivedAt" | "html" | "automatic" | "bounce"
> & { readonly authentication: Authentication | null };

/** What messages that come in and go out have in common. */
type Exchanged = Omit<
  Received,
  "type" | "mail" | "evidence" | "replyTo" | "date" | "hasHtml" | "automatic" | "authentication"
>;

function shapeOf(
  event: Exchanged,
  { direction, replyTo, date, receivedAt, html, automatic, bounce, authentication }: OfOneKind,
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
    authentication: verdictsOf(authentication),
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
