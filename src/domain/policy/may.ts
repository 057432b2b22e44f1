import type { Role, TokenScope } from "../people/index.ts";
import { tokenScopes } from "../people/index.ts";
import type { Caller } from "./caller.ts";
import { ofRole, ofToken, type Permission } from "./permissions.ts";
import { covers, everything, nothing, type Scope } from "./scope.ts";

/** Yes, or no and why. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: Denial };

/** Why someone may not: the first obstacle (P-7). */
export type Denial =
  | { readonly reason: "not-logged-in" }
  | { readonly reason: "role"; readonly role: Role; readonly permission: Permission }
  /** The person may, but not with this token; `needs` is the narrowest sufficient scope. */
  | { readonly reason: "token-scope"; readonly has: TokenScope; readonly needs: TokenScope }
  | { readonly reason: "out-of-scope" };

/** The object of an action, as far as it matters for permission. */
export interface PolicyObject {
  /** Address of the mailbox that a ticket or mail belongs to, lower case; null if it belongs to none. */
  readonly mailbox: string | null;
}

/**
 * Whether someone may do something, by the rules of SPEC.md.
 * @param object the ticket or mail that it is about, if any
 */
export function may(person: Caller, action: Permission, object?: PolicyObject): Verdict {
  const allowed = permitted(person, action);
  return allowed.ok && object ? within(scopeOf(person), object) : allowed;
}

/** What of the tickets and mails someone sees (P-8). */
export function scopeOf(person: Caller): Scope {
  if (!permitted(person, "tickets.read").ok) return nothing;
  const limit = person.kind === "user" ? person.mailboxes : null;
  return limit === null ? everything : { kind: "mailboxes", mailboxes: limit };
}

/** Whether a scope covers the object (P-10). */
export const within = (scope: Scope, { mailbox }: PolicyObject): Verdict =>
  covers(scope, mailbox) ? yes : no({ reason: "out-of-scope" });

function permitted(person: Caller, permission: Permission): Verdict {
  switch (person.kind) {
    case "system":
      return yes;
    case "monitor":
      return permission === "metrics.read" ? yes : no({ reason: "not-logged-in" });
    case "nobody":
      return no({ reason: "not-logged-in" });
    case "user": {
      const { role, tokenScope } = person;
      if (!ofRole[role].includes(permission)) return no({ reason: "role", role, permission });
      if (tokenScope === null || ofToken[tokenScope].includes(permission)) return yes;
      return no({ reason: "token-scope", has: tokenScope, needs: narrowest(permission) });
    }
  }
}

/** The narrowest token scope that includes a permission; the widest includes all. */
const narrowest = (permission: Permission): TokenScope =>
  tokenScopes.find((scope) => ofToken[scope].includes(permission)) ?? "admin";

const yes: Verdict = { ok: true };
const no = (why: Denial): Verdict => ({ ok: false, why });
