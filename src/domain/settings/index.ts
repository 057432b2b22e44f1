/** What administrators set: mailboxes, groups, the way out. */
export type { Mailbox, Outgoing } from "./events.ts";
export { isLoopback } from "./loopback.ts";
