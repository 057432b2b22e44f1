/** What administrators set: mailboxes, groups, the way out. */
export type { Mailbox, Outgoing } from "./events.ts";
export { type AfterTaking, checkedImapAccount, type ImapAccount, type ImapLogin } from "./imap.ts";
export { isLoopback } from "./loopback.ts";
