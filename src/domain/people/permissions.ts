import type { UserName } from "../../base/ids.ts";
import { type Actor, systemActor } from "../actor.ts";
import type { Role, Scope } from "./events.ts";

/** All permissions; listed here and nowhere else. */
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

/** The permissions of a role, limited by the scope of the API token in use, if any. */
export function permissionsOf(role: Role, scope: Scope | null): ReadonlySet<Permission> {
  const ofRole = role === "admin" ? all : ofAgents;
  switch (scope) {
    case null:
    case "admin":
      return new Set(ofRole);
    case "write":
      return new Set(ofRole.filter((one) => ofAgents.includes(one) || reading.includes(one)));
    case "read":
      return new Set(ofRole.filter((one) => reading.includes(one)));
  }
}

/** Whoever calls the engine. */
export interface Caller {
  readonly actor: Actor;
  /** The person behind it; null for the program itself. */
  readonly user: UserName | null;
  readonly may: ReadonlySet<Permission>;
}

/** The program itself: may do everything. */
export const system = (part: string): Caller => ({ actor: systemActor(part), user: null, may: new Set(all) });
