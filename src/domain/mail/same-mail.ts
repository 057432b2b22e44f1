/** What makes two mails the same, however they were transported. */
import { normalAddress } from "./address.ts";
import { beforeFooters, beforeTags } from "./list-additions.ts";
import type { Address, Attachment, ParsedMail } from "./types.ts";

/**
 * What a mail says, as one text to be hashed: its subject, text and files. Servers wrap lines, change charsets and
 * transfer encodings, and escape "From " in mailboxes; none of that changes it. Linear in the mail's text.
 */
export function contentText({ subject, text, attachments }: Content): string {
  return joined(bare(subject), bareText(text), attachments);
}

/**
 * What a mail that a list passed on may have said before the list added a tag to its subject and a footer to its text:
 * texts to be hashed, as by `contentText`. Some, at most 12; none if no list passed it on.
 */
export function* contentsBeforeList(
  { subject, text, attachments }: Content,
  lists: readonly string[],
): Iterable<string> {
  if (lists.length === 0) return;
  const subjects = [...new Set([subject, ...beforeTags(subject)].map(bare))];
  for (const shorter of [text, ...beforeFooters(text, lists)]) {
    const bareShorter = bareText(shorter);
    for (const one of subjects) yield joined(one, bareShorter, attachments);
  }
}

type Content = Pick<ParsedMail, "subject" | "text"> & { readonly attachments: readonly Attachment[] };

/** Neither of the first two has white space left in it. */
function joined(subject: string, text: string, attachments: readonly Attachment[]): string {
  const files = attachments.map(({ size, sha256 }) => `${sha256}:${size}`).sort();
  return [subject, text, ...files].join("\n");
}

// linear: it begins at the start of a line, and goes over each ">" once
const bareText = (text: string): string => bare(text.replace(/^>+(?=From )/gm, ""));

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
