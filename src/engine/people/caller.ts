import { type Fault, fault } from "../../base/fault.ts";
import { refuse } from "../../base/result.ts";
import { type Caller, type Denial, may, type Permission } from "../../domain/policy/index.ts";

/** The refusal (permission.denied, with its reason) for a caller who lacks a permission, or null. */
export function forbidden(caller: Caller, needs: Permission): { ok: false; error: Fault } | null {
  const verdict = may(caller, needs);
  return verdict.ok ? null : refuse(denied(verdict.why));
}

function denied(why: Denial): Fault {
  switch (why.reason) {
    case "not-logged-in":
      return fault("permission.not-logged-in");
    case "role":
      return fault("permission.role", { params: { role: why.role, permission: why.permission } });
    case "token-scope":
      return fault("permission.token-scope", { params: { has: why.has, needs: why.needs } });
    case "out-of-scope":
      return fault("permission.out-of-scope");
  }
}
