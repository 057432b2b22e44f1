import type { Now } from "../../base/clock.ts";
import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import { type Answered, decideRepeated } from "../../domain/repeated.ts";
import type { Operations } from "../../record/operations.ts";
import type { RecordStore } from "../../record/record.ts";
import type { IdempotentRequest } from "./types.ts";

/**
 * Requests that must not be executed twice. Commands on tickets remember theirs in their own commit. Others are marked
 * before they are executed, and remembered with their response afterwards: where the program ends in between, a repeated
 * one is refused instead of being executed again.
 */
export interface Requests {
  /**
   * Executes a request, unless it was executed before. Those with the same key are executed one after another, so that the
   * second finds the first one's response. One that is refused or throws is not remembered: the next one is executed.
   * @returns the response; or what `execute` refuses with, idempotency.reused, idempotency.interrupted
   */
  once(
    request: IdempotentRequest,
    execute: () => Promise<Result<Answered, Fault>>,
  ): Promise<Result<Answered, Fault>>;
}

/** The status of a request that is being executed. */
const UNANSWERED = 0;

export function createRequests({ operations }: Pick<RecordStore, "operations">, now: Now): Requests {
  const running = new Map<string, Promise<unknown>>();

  return {
    async once(request, execute) {
      const name = `${request.token} ${request.key}`;
      const before = running.get(name) ?? Promise.resolve();
      const run = () => executed(request, execute);
      const mine = before.then(run, run);
      running.set(name, mine);
      try {
        return await mine;
      } finally {
        if (running.get(name) === mine) running.delete(name);
      }
    },
  };

  async function executed(
    request: IdempotentRequest,
    execute: () => Promise<Result<Answered, Fault>>,
  ): Promise<Result<Answered, Fault>> {
    const before = answeredBefore(operations, request);
    if (!before.ok) return before;
    if (before.value !== null) return ok(before.value);
    operations.remember({ ...request, status: UNANSWERED, body: "", createdAt: now() });
    let response: Result<Answered, Fault> | null = null;
    try {
      response = await execute();
      return response;
    } finally {
      if (response?.ok) operations.remember({ ...request, ...response.value, createdAt: now() });
      else operations.forgetRequest(request.token, request.key);
    }
  }
}

/** What a request gets that was executed before; null if it was not. */
export function answeredBefore(
  operations: Pick<Operations, "remembered">,
  { token, key, request }: IdempotentRequest,
): Result<Answered | null, Fault> {
  const before = operations.remembered(token, key);
  const answered = before && (before.status === UNANSWERED ? null : before);
  return decideRepeated(before && { same: before.request.equals(request), answered });
}
