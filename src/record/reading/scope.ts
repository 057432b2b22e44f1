import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { covers, type Scope } from "../../domain/policy/index.ts";
import type { Within } from "../queries/within.ts";
import type { View } from "../view.ts";

/** What a caller may see of the read model. */
export interface Visibility {
  /** For the lists, which are filtered in SQL. */
  readonly within: Within;
  /** Whether tickets and mails of this mailbox are visible. */
  mailbox(address: string): boolean;
  ticket(number: TicketNumber | null): boolean;
  /** Whether a message, notification or warning is visible, by the ticket it is in now. */
  message(key: MessageKey): boolean;
  /** Whether what belongs to no mailbox is visible, such as settings in the journal. */
  readonly everything: boolean;
}

/** The visibility that a scope gives on a read model. */
export function visibilityIn(view: View, scope: Scope): Visibility {
  if (scope.kind === "everything") {
    const yes = () => true;
    return { within: null, mailbox: yes, ticket: yes, message: yes, everything: true };
  }
  const mailbox = (address: string) => covers(scope, address);
  const ticket = (number: TicketNumber | null) => {
    const address = number === null ? null : view.mailboxOf(number);
    return address !== null && mailbox(address);
  };
  return {
    within: scope.mailboxes,
    mailbox,
    ticket,
    message: (key) => ticket(view.aboutTicket(key)),
    everything: false,
  };
}
