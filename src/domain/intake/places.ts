/** Where a mail may name a ticket, a reply or a notification: what to gather, and in which order it counts. */
import type { ParsedMail } from "../mail/types.ts";
import type { MailFacts } from "./facts.ts";

/** Recipients that are looked at, and places that may prove a notification. */
const MOST_RECIPIENTS = 200;
const MOST_PLACES = 300;

/** Message-IDs that a mail refers to, the nearest first. */
export function refersTo(parsed: Pick<ParsedMail, "inReplyTo" | "references">): readonly string[] {
  const refers = [...parsed.references].reverse();
  const { inReplyTo } = parsed;
  return inReplyTo === null || refers.includes(inReplyTo) ? refers : [inReplyTo, ...refers];
}

/** The envelope's recipients, then those of To and Cc. */
export function recipientsOf(mail: MailFacts, parsed: ParsedMail): readonly string[] {
  return [...mail.recipients, ...headerRecipients(parsed)].slice(0, MOST_RECIPIENTS);
}

/** Message-IDs by which a bounce may tell which mail came back, the surest first. */
export function reportedIds({ bounce, inReplyTo, references }: ParsedMail): readonly string[] {
  return [bounce?.originalMessageId, inReplyTo, ...references].filter(isText);
}

/** What a bounce that came to a bare address continues: the mail it reports, as if it had answered that. */
export const asReply = ({ bounce, inReplyTo, references }: ParsedMail) => ({
  inReplyTo: bounce?.originalMessageId ?? inReplyTo,
  references,
});

export interface NotificationPlace {
  readonly place: string;
  readonly found: "recipient" | "message-id";
}

/** Where the proof of a notification may be, in the order in which it counts (I-8). */
export function notificationPlaces(mail: MailFacts, parsed: ParsedMail): readonly NotificationPlace[] {
  const { bounce, inReplyTo, references, messageId } = parsed;
  const ids = [bounce?.originalMessageId, inReplyTo, ...[...references].reverse(), messageId];
  return [
    ...mail.recipients.map((place) => ({ place, found: "recipient" as const })),
    ...headerRecipients(parsed).map((place) => ({ place, found: "recipient" as const })),
    ...ids.filter(isText).map((place) => ({ place, found: "message-id" as const })),
  ].slice(0, MOST_PLACES);
}

/** Whether a machine may have sent it back to one of our replies: then it is looked for which. */
export const mayComeBack = (mail: MailFacts, { automatic }: ParsedMail): boolean =>
  mail.sender === "" || automatic === "bounce" || automatic === "auto-reply";

const headerRecipients = ({ to, cc }: ParsedMail): readonly string[] =>
  [...to, ...cc].map(({ address }) => address);

const isText = (text: string | null | undefined): text is string =>
  text !== null && text !== undefined && text !== "";
