import type { Role, TokenScope } from "../people/index.ts";

/** All permissions; listed here and nowhere else. `src/text` says what each means. */
export const permissions = [
  "account.write",
  "tickets.read",
  "tickets.write",
  "outbox.write",
  "journal.read",
  "settings.read",
  "settings.write",
  "system.read",
  "system.write",
  "backups.write",
  "people.write",
  "metrics.read",
] as const;
export type Permission = (typeof permissions)[number];

const reading: readonly Permission[] = ["tickets.read", "journal.read", "settings.read", "metrics.read"];
const ofAgents: readonly Permission[] = [
  "account.write",
  "tickets.read",
  "tickets.write",
  "outbox.write",
  "settings.read",
  "metrics.read",
];

/** What a person of each role may do (P-3, P-4). */
export const ofRole: { readonly [R in Role]: readonly Permission[] } = {
  agent: ofAgents,
  admin: permissions,
};

/** What an API token of each scope may be used for, from the narrowest on (P-6). */
export const ofToken: { readonly [S in TokenScope]: readonly Permission[] } = {
  read: reading,
  write: [...new Set([...reading, ...ofAgents])],
  admin: permissions,
};
