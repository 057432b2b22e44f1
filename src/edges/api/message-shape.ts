/** A message as the API returns it, from an event or a mail. */
import type * as z from "zod";
import type { Erased, Recorded } from "../../domain/events.ts";
import type { Attachment, Authentication, Bounce, ParsedMail } from "../../domain/mail/index.ts";
import { erasedMessage, type TicketEvent } from "../../domain/ticket/index.ts";
import type { DeliveryRow, MailRow } from "../../record/reading/index.ts";
import { faultText, type Language } from "../../text/index.ts";
import { type Message, personOf, timeOf } from "./shapes.ts";

export type Received = Extract<TicketEvent, { type: "MessageReceived" }>;
export type MessageShape = z.input<typeof Message>;

/** An entry whose payload was erased; null if it was not a message. */
export function erased(recorded: Recorded<Erased>): MessageShape | null {
  const message = erasedMessage(recorded);
  if (message === null) return null;
  const direction = message.direction === "elsewhere" ? "out" : message.direction;
  return { ...empty(recorded.time), id: message.key, direction, erased: true };
}

/** The fields of a message that has nothing but a time. */
export const empty = (time: number): Omit<MessageShape, "id" | "direction"> => ({
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
  mayAutoReply: false,
  bounce: null,
  authentication: verdictsOf(null),
  truncated: false,
});

/** The delivery to one recipient. */
export const deliveryOf = (
  { recipient, state, attempts, nextAt, server, response, fault }: DeliveryRow,
  language: Language,
) => ({
  ...{ address: recipient, state, attempts, server },
  response: fault === null ? response : faultText(language, fault),
  nextAt: nextAt === null ? null : timeOf(nextAt),
});

type OfOneKind = Pick<
  MessageShape,
  | "direction"
  | "replyTo"
  | "date"
  | "receivedAt"
  | "html"
  | "truncated"
  | "automatic"
  | "mayAutoReply"
  | "bounce"
> & { readonly authentication: Authentication | null };

/** The fields that received and sent messages have in common. */
type Exchanged = Omit<
  Received,
  | "type"
  | "mail"
  | "evidence"
  | "replyTo"
  | "date"
  | "hasHtml"
  | "automatic"
  | "mayAutoReply"
  | "authentication"
>;

/** A received or sent message. */
export function shapeOf(
  event: Exchanged,
  {
    direction,
    replyTo,
    date,
    receivedAt,
    html,
    truncated,
    automatic,
    mayAutoReply,
    bounce,
    authentication,
  }: OfOneKind,
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
    truncated,
    reply: event.reply ?? text,
    attachments: attachments.map(attachmentOf),
    automatic,
    mayAutoReply,
    bounce,
    authentication: verdictsOf(authentication),
  };
}

/** A parsed mail, whatever its outcome. */
export function shapeOfMail(row: MailRow, parsed: ParsedMail, html: string | null): MessageShape {
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
    truncated: false,
    reply,
    attachments: parsed.attachments.map(attachmentOf),
    automatic: parsed.automatic,
    mayAutoReply: parsed.mayAutoReply && row.sender !== "",
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

/** What a bounce reports. */
export const bounceOf = ({ permanent, recipients, originalMessageId }: Bounce): MessageShape["bounce"] => ({
  permanent,
  recipients: recipients.map(({ address, status, diagnostic }) => ({ address, status, diagnostic })),
  originalMessageId,
});

/** The verdicts, "pass" and so on; null if the sender was not checked. */
const verdictsOf = (checked: Authentication | null) => ({
  spf: checked?.spf.verdict ?? null,
  dkim: checked?.dkim.verdict ?? null,
  dmarc: checked?.dmarc.verdict ?? null,
  spfDomain: checked?.spf.domain ?? null,
  dkimDomains: checked === null ? [] : [...checked.dkim.domains],
  dmarcDomain: checked?.dmarc.domain ?? null,
  dmarcPolicy: checked?.dmarc.policy ?? null,
  checkedBy: checked?.by ?? null,
});
