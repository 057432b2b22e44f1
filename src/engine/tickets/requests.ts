import type { Now } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { RecordStore } from "../../record/record.ts";
import type { IdempotentRequest } from "./types.ts";

/** The response to a request: an HTTP status and a JSON body. */
export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Requests that must not be repeated. Commands on tickets remember theirs in their own commit. */
export interface Requests {
  /**
   * The first response; undefined if this is the first time.
   * @returns idempotency.reused for another request with the same key
   */
  remembered(once: IdempotentRequest): Result<Answered, Fault> | undefined;
  remember(once: IdempotentRequest, answered: Answered): void;
}

export const createRequests = (record: RecordStore, now: Now): Requests => ({
  remembered({ token, key, request }) {
    const before = record.operations.remembered(token, key);
    if (!before) return undefined;
    if (!before.request.equals(request)) return refuse(fault("idempotency.reused"));
    return ok({ status: before.status, body: before.body });
  },
  remember: (once, answered) => record.operations.remember({ ...once, ...answered, createdAt: now() }),
});
