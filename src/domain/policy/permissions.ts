import type { Role, TokenScope } from "../people/index.ts";

/** Everything one may be allowed to do; listed here and nowhere else. */
export const permissions = {
  "tickets.read": "see tickets and mails",
  "tickets.write": "answer, note and change tickets, decide on held mail",
  "outbox.write": "retry and cancel deliveries",
  "journal.read": "read the journal",
  "settings.read": "see mailboxes, groups and people",
  "settings.write": "change mailboxes, groups and mail routes",
  "system.read": "see the state and the logs of the box",
  "system.write": "change, update, restart and reset the box",
  "backups.write": "make, download and delete backups, which hold everything",
  "people.write": "add, change and disable people, and issue API tokens",
} as const;
export type Permission = keyof typeof permissions;

const all = Object.keys(permissions) as readonly Permission[];
const reading: readonly Permission[] = ["tickets.read", "journal.read", "settings.read"];
const ofAgents: readonly Permission[] = ["tickets.read", "tickets.write", "outbox.write", "settings.read"];

/** What a person of each role may do (P-3, P-4). */
export const ofRole: { readonly [R in Role]: readonly Permission[] } = { agent: ofAgents, admin: all };

/** What an API token of each scope may be used for, from the narrowest on (P-6). */
export const ofToken: { readonly [S in TokenScope]: readonly Permission[] } = {
  read: reading,
  write: [...new Set([...reading, ...ofAgents])],
  admin: all,
};
