/** What makes two mails the same, however they were transported. */
import { normalAddress } from "./address.ts";
import type { Address, Attachment, ParsedMail } from "./types.ts";

/**
 * What a mail says, as one text to be hashed: its subject, text and files. Servers wrap lines, change charsets and
 * transfer encodings, and escape "From " in mailboxes; none of that changes it. Linear in the mail's text.
 */
export function contentText({
  subject,
  text,
  attachments,
}: Pick<ParsedMail, "subject" | "text"> & { readonly attachments: readonly Attachment[] }): string {
  const files = attachments.map(({ size, sha256 }) => `${sha256}:${size}`).sort();
  // Neither of the first two has white space left in it.
  // linear: it begins at the start of a line, and goes over each ">" once
  return [bare(subject), bare(text.replace(/^>+(?=From )/gm, "")), ...files].join("\n");
}

/**
 * What tells a mail from all others of its author: its Message-ID or, without a usable one, its Date. Null if it has neither:
 * then no other mail is known to be the same.
 */
export function identityOf({ messageId, date }: Pick<ParsedMail, "messageId" | "date">): string | null {
  if (messageId?.includes("@")) return messageId;
  return date === null ? null : `${date} ${messageId ?? ""}`;
}

/** The lower-case addresses that a mail names: its author can add people to a conversation with them. */
export const namedIn = ({
  replyTo,
  to,
  cc,
}: {
  readonly [field in "replyTo" | "to" | "cc"]: readonly Address[];
}): readonly string[] => [
  ...new Set([...replyTo, ...to, ...cc].map(({ address }) => normalAddress(address))),
];

/** Without white space and what is invisible, in one form of each character. */
const bare = (text: string): string =>
  text.replace(/[\s\u00AD\u200B-\u200F\u2060\uFEFF]+/g, "").normalize("NFC");
