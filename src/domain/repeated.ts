/** Requests that carry a key, so that they can be repeated safely (Idempotency-Key). */
import { type Fault, fault } from "../base/fault.ts";
import { ok, type Result, refuse } from "../base/result.ts";

/** The response to a request: an HTTP status and a JSON body. */
export interface Answered {
  readonly status: number;
  readonly body: string;
}

/**
 * What a request with a key gets.
 * @param before the request that came with that key first, and its response: null if the program ended while it was being
 *   executed. Null if there was none
 * @returns null if it is to be executed; the first response for the same request; idempotency.reused for another one;
 *   idempotency.interrupted if nobody knows whether the first one took effect
 */
export function decideRepeated(
  before: { readonly same: boolean; readonly answered: Answered | null } | null,
): Result<Answered | null, Fault> {
  if (before === null) return ok(null);
  if (!before.same) return refuse(fault("idempotency.reused"));
  return before.answered === null ? refuse(fault("idempotency.interrupted")) : ok(before.answered);
}
