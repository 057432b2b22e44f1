import { hash } from "node:crypto";
import type { Sha256 } from "../base/ids.ts";
import { sha256 } from "../base/ids.ts";
import {
  contentText,
  type Fingerprint,
  identityOf,
  normalAddress,
  type ParsedMail,
} from "../domain/mail/index.ts";
import type { MessageReceived } from "../domain/ticket/index.ts";

/** SHA-256 of what a mail says. */
export const contentHash = (mail: Parameters<typeof contentText>[0]): Sha256 =>
  sha256(hash("sha256", contentText(mail)));

/**
 * A mail's fingerprint: of its author and content with what tells it from other mails, and of its requester and content.
 * @param author its address; "" if the mail has none
 * @param requester whom a reply would go to; the same
 * @param writer its author, also if a list put its own address into From; the same
 */
export function fingerprintOf(
  mail: Pick<ParsedMail, "messageId" | "date" | "beforeList"> & { readonly content: Sha256 },
  author: string,
  requester: string,
  writer = author,
): Fingerprint {
  const identity = identityOf(mail);
  return {
    content: short(`${normalAddress(requester)}\n${mail.content}`),
    mail: identity === null ? null : short(`${normalAddress(author)}\n${mail.content}\n${identity}`),
    ...comparedThroughLists(mail, writer),
  };
}

/** None without a Message-ID: only a mail that has one is known again after a list changed it. */
function comparedThroughLists(
  { messageId, date, content, beforeList = [] }: Parameters<typeof fingerprintOf>[0],
  writer: string,
): Pick<Fingerprint, "identity" | "says"> {
  if (!messageId?.includes("@")) return {};
  const says = [...new Set([content, ...beforeList])].map((one) => one.slice(0, 40));
  return { identity: short(`${normalAddress(writer)}\n${messageId}\n${date ?? ""}`), says };
}

/** The fingerprint of a mail that an earlier release added to a ticket, as it would be recorded now. */
export const fingerprintOfMessage = (event: MessageReceived): Fingerprint =>
  fingerprintOf({ ...event, content: contentHash(event) }, event.from.address, event.from.address);

/** 160 bits suffice, since nobody gains anything from two mails that are taken for one. */
const short = (text: string): string => hash("sha256", text).slice(0, 40);
