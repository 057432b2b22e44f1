import type { MessageKey, TicketNumber, UserName } from "../../base/ids.ts";
import { type Caller, covers, may, type Permission, scopeOf } from "../../domain/policy/index.ts";
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
  /** Whether tickets and mails of all mailboxes are visible, and what belongs to none, such as settings in the journal. */
  readonly everything: boolean;
  /** Whether the caller has a permission: for what belongs to no mailbox. */
  may(action: Permission): boolean;
  /** The person who asks; null for a part of the program and for nobody. */
  readonly user: UserName | null;
}

/** What of a read model someone sees. */
export function visibilityFor(view: View, caller: Caller): Visibility {
  const scope = scopeOf(caller);
  const asked = { may: (action: Permission) => may(caller, action).ok, user: caller.user };
  if (scope.kind === "everything") {
    const yes = () => true;
    return { ...asked, within: null, mailbox: yes, ticket: yes, message: yes, everything: true };
  }
  const mailbox = (address: string) => covers(scope, address);
  const ticket = (number: TicketNumber | null) => {
    const address = number === null ? null : view.mailboxOf(number);
    return address !== null && mailbox(address);
  };
  return {
    ...asked,
    within: scope.mailboxes,
    mailbox,
    ticket,
    message: (key) => ticket(view.aboutTicket(key)),
    everything: false,
  };
}
