import { type Fault, fault } from "../../base/fault.ts";
import { refuse } from "../../base/result.ts";
import {
  type Caller,
  callerNow,
  type Denial,
  may,
  type Permission,
  type PolicyObject,
} from "../../domain/policy/index.ts";
import type { View } from "../../record/view.ts";

/** The refusal (permission.denied, with its reason) for a caller who lacks a permission, or null. */
export function forbidden(caller: Caller, needs: Permission): { ok: false; error: Fault } | null {
  const verdict = may(caller, needs);
  return verdict.ok ? null : refuse(denied(verdict.why));
}

/** A caller with the rights that they have now; see callerNow. */
export function currentCaller(view: View, caller: Caller): Caller {
  const user = caller.user === null ? null : view.user(caller.user);
  return callerNow(caller, user && { ...user, tokens: view.tokensOf(user.name) });
}

/** What a command is about, if the caller may; null for what is outside their scope, as if it did not exist (P-13). */
export const ifAllowed = <T extends PolicyObject>(
  caller: Caller,
  needs: Permission,
  object: T | null,
): T | null => (object !== null && may(caller, needs, object).ok ? object : null);

function denied(why: Denial): Fault {
  switch (why.reason) {
    case "not-logged-in":
      return fault("permission.not-logged-in");
    case "role":
      return fault("permission.role", { params: { role: why.role, permission: why.permission } });
    case "token-scope":
      return fault("permission.token-scope", { params: { has: why.has, needs: why.needs } });
    case "out-of-scope":
      return fault("thing.not-found");
  }
}
