/** Looks up the mails that are the same as one that arrives: copies of it. */
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { type CopyFacts, copyKind, type Facts, isUnsentReply } from "../../domain/intake/index.ts";
import type { MailRow, View } from "../../record/view.ts";

/** The copies of a mail, the oldest first. @param fingerprint null if nothing tells the mail from others */
export function copiesOf(
  view: View,
  mail: MailRow,
  fingerprint: string | null,
): Pick<Facts, "copies" | "copiesAre"> {
  if (fingerprint === null) return { copies: [], copiesAre: "" };
  const copies = view.copies(fingerprint).map((row) => copyFacts(view, mail, row));
  return { copies, copiesAre: view.copiesState(fingerprint) };
}

function copyFacts(view: View, mail: MailRow, row: MailRow): CopyFacts {
  const { id, mailbox, outcome, cause } = row;
  const message =
    outcome === "ticket" || outcome === "reply" || outcome === "bounce" ? messageOf(view, row) : null;
  const about = message?.ticket ?? row.ticket ?? row.candidate;
  return {
    mail: id,
    mailbox,
    is: copyKind({ outcome, cause, inTicket: message !== null }),
    ticket: about === null ? null : ticketNumber(about),
    opened: outcome === "ticket",
    named: message?.named ?? [],
    sameBytes: row.sha256.equals(mail.sha256),
    unsent: isUnsentReply(cause),
    autoReplies: view.mailbox(mailbox)?.acknowledge ?? false,
  };
}

/** The mail as a message, and the ticket that it is in now; null if it is none. */
const messageOf = (
  view: View,
  { id, named }: MailRow,
): { readonly ticket: number | null; readonly named: readonly string[] } | null =>
  named === null ? null : { ticket: view.ticketOf(messageKey(id)), named };
