import type { Scope } from "../../domain/policy/index.ts";

/** The addresses of the mailboxes whose tickets and mails are visible; null for all. */
export type Within = readonly string[] | null;

/** The mailboxes that a scope covers. */
export const withinOf = (scope: Scope): Within => (scope.kind === "everything" ? null : scope.mailboxes);

/**
 * The condition that a ticket is in one of some mailboxes, as SQL.
 * @param number SQL that gives the ticket's number
 * @param mailboxes the bound parameter that holds their addresses, as a JSON array
 */
export const ticketWithin = (number: string, mailboxes: string): string =>
  `(SELECT mailbox FROM ticket WHERE ticket.number = ${number}) IN (SELECT value FROM json_each(${mailboxes}))`;

/** The same for a row of `delivery`: of the ticket that its message is in now. */
export const deliveryWithin = (mailboxes: string): string =>
  ticketWithin(
    "ifnull((SELECT message.ticket FROM message WHERE message.key = delivery.message), delivery.ticket)",
    mailboxes,
  );
