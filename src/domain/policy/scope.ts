/** Which tickets and mails someone sees. */
export type Scope =
  | { readonly kind: "everything" }
  /** Those of these mailboxes, by lower-case address. Without any: nothing. */
  | { readonly kind: "mailboxes"; readonly mailboxes: readonly string[] };

export const everything: Scope = { kind: "everything" };
export const nothing: Scope = { kind: "mailboxes", mailboxes: [] };

/**
 * Whether a ticket or mail of this mailbox is in the scope (P-8, P-9).
 * @param mailbox its address, lower case; null for a mail that belongs to no mailbox
 */
export const covers = (scope: Scope, mailbox: string | null): boolean =>
  scope.kind === "everything" || (mailbox !== null && scope.mailboxes.includes(mailbox));
