import { type Fault, fault } from "../../base/fault.ts";
import { refuse } from "../../base/result.ts";
import { type Caller, may, type Permission } from "../../domain/policy/index.ts";

/** The refusal for a caller who lacks a permission, or null. */
export function forbidden(caller: Caller, needs: Permission): { ok: false; error: Fault } | null {
  return may(caller, needs).ok ? null : refuse(fault("permission.denied"));
}
