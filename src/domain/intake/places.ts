/** Where a mail may refer to a ticket, a reply or a notification: what to gather, and the order of precedence. */
import type { ParsedMail } from "../mail/index.ts";
import type { MailFacts } from "./facts.ts";

/** The most recipients considered, and the most places that may prove a notification. */
const MOST_RECIPIENTS = 200;
const MOST_PLACES = 300;

/** Whether a Message-ID can tell one mail from another: without an "@" it is only a word that others use, too (I-20). */
export const isTelling = (messageId: string): boolean => /[^<@]@[^@>]/.test(messageId);

/** Message-IDs that a mail refers to, the nearest first. */
export function refersTo(parsed: Pick<ParsedMail, "inReplyTo" | "references">): readonly string[] {
  const refers = [...parsed.references].reverse();
  const { inReplyTo } = parsed;
  const all = inReplyTo === null || refers.includes(inReplyTo) ? refers : [inReplyTo, ...refers];
  return all.filter(isTelling);
}

/** The envelope recipients, then those in To and Cc. */
export function recipientsOf(
  mail: Pick<MailFacts, "recipients">,
  parsed: Pick<ParsedMail, "to" | "cc">,
): readonly string[] {
  return [...mail.recipients, ...headerRecipients(parsed)].slice(0, MOST_RECIPIENTS);
}

/** Message-IDs that may identify the mail a bounce is about, the most reliable first. */
export function reportedIds({ bounce, inReplyTo, references }: ParsedMail): readonly string[] {
  return [bounce?.originalMessageId, inReplyTo, ...references].filter(isText).filter(isTelling);
}

/** What a bounce sent to a bare address belongs to: the mail it reports, as if it had replied to that. */
export const asReply = ({ bounce, inReplyTo, references }: ParsedMail) => ({
  inReplyTo: bounce?.originalMessageId ?? inReplyTo,
  references,
});

export interface NotificationPlace {
  readonly place: string;
  readonly found: "recipient" | "message-id";
}

/** Where the proof of a notification may be, in order of precedence (I-8). */
export function notificationPlaces(
  mail: Pick<MailFacts, "recipients">,
  parsed: ParsedMail,
): readonly NotificationPlace[] {
  const { bounce, inReplyTo, references } = parsed;
  const ids = [bounce?.originalMessageId, inReplyTo, ...[...references].reverse()];
  return [
    ...mail.recipients.map((place) => ({ place, found: "recipient" as const })),
    ...headerRecipients(parsed).map((place) => ({ place, found: "recipient" as const })),
    ...ids.filter(isText).map((place) => ({ place, found: "message-id" as const })),
  ].slice(0, MOST_PLACES);
}

/** Whether it may be an automatic mail about one of our replies: then that reply is looked up. */
export const mayComeBack = (
  mail: Pick<MailFacts, "sender">,
  { automatic }: Pick<ParsedMail, "automatic">,
): boolean => mail.sender === "" || automatic === "bounce" || automatic === "auto-reply";

const headerRecipients = ({ to, cc }: Pick<ParsedMail, "to" | "cc">): readonly string[] =>
  [...to, ...cc].map(({ address }) => address);

const isText = (text: string | null | undefined): text is string =>
  text !== null && text !== undefined && text !== "";
