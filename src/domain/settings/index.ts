/** What administrators set: mailboxes, groups, the way out. */
export type { Mailbox, Outgoing, SettingsEvent } from "./events.ts";
export { isLoopback } from "./loopback.ts";
