import { createHash } from "node:crypto";
import type { HonoRequest } from "hono";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { IdempotentRequest } from "../../engine/tickets/types.ts";
import type { ApiParts } from "./parts.ts";

/** Requests that must not be executed twice (Idempotency-Key). Commands on tickets see to that in their own commit. */
export function createIdempotency({ engine }: ApiParts) {
  return {
    /** The key of a request, if it has one. @param token the caller's, hashed: callers do not share keys */
    of(
      req: HonoRequest,
      token: string | null,
      body: Uint8Array,
    ): Result<IdempotentRequest | undefined, Fault> {
      const key = req.header("idempotency-key");
      if (key === undefined || token === null || req.method !== "POST") return ok(undefined);
      if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
        return refuse(fault("request.idempotency-key", { field: "Idempotency-Key" }));
      }
      const { pathname, search } = new URL(req.url);
      const request = createHash("sha256")
        .update(`${req.method} ${pathname}${search}\n`)
        .update(body)
        .digest();
      return ok({ token, key, request });
    },

    /** Executes a request, unless it was executed before: then it gives the same response. */
    async execute(
      once: IdempotentRequest,
      execute: () => Promise<Result<Response, Fault>>,
    ): Promise<Result<Response, Fault>> {
      let fresh: Response | null = null;
      const answered = await engine.requests.once(once, async () => {
        const response = await execute();
        if (!response.ok) return response;
        fresh = response.value;
        return ok({ status: fresh.status, body: await fresh.clone().text() });
      });
      if (!answered.ok) return answered;
      const { status, body } = answered.value;
      return ok(fresh ?? new Response(body, { status, headers: { "content-type": "application/json" } }));
    },
  };
}
