/** Looks up the mails that are the same as one that arrives: copies of it. */
import { messageKey, ticketNumber } from "../../base/ids.ts";
import {
  type CopyFacts,
  copyKind,
  copyRelation,
  type Facts,
  isUnsentReply,
} from "../../domain/intake/index.ts";
import type { Fingerprint } from "../../domain/mail/index.ts";
import type { MailRow, View } from "../../record/view.ts";

/**
 * The copies of a mail, the oldest first, and then the mails that claim to be it.
 * @param print null if nothing tells the mail from others
 */
export function copiesOf(
  view: View,
  mail: MailRow,
  print: Pick<Fingerprint, "mail" | "identity" | "says"> | null,
): Pick<Facts, "copies" | "claims" | "copiesAre"> {
  const prints = { fingerprint: print?.mail ?? null, identity: print?.identity ?? null };
  const [copies, claims]: [CopyFacts[], CopyFacts[]] = [[], []];
  for (const row of view.copies(prints)) {
    // It waits again.
    if (row.id === mail.id) continue;
    const relation = copyRelation(print, row);
    const facts = copyFacts(view, mail, row, relation !== "same");
    (relation === "claim" ? claims : copies).push(facts);
  }
  return { copies, claims, copiesAre: view.copiesState(prints) };
}

function copyFacts(view: View, mail: MailRow, row: MailRow, throughList: boolean): CopyFacts {
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
    author: row.fromAddress ?? "",
    throughList,
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
