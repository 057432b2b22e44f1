import { type Fault, fault } from "../../base/fault.ts";
import { refuse } from "../../base/result.ts";
import type { Caller, Permission } from "../../domain/people/index.ts";

/** The refusal for a caller who lacks a permission, or null. */
export function forbidden(caller: Caller, needs: Permission): { ok: false; error: Fault } | null {
  return caller.may.has(needs) ? null : refuse(fault("permission.denied"));
}
