import { createHash } from "node:crypto";
import type { HonoRequest } from "hono";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { IdempotentRequest } from "../../engine/tickets/types.ts";
import type { ApiParts } from "./parts.ts";

/**
 * Requests that must not be repeated (Idempotency-Key). Commands on tickets remember them in their own commit;
 * the rest are remembered here with their response, after they were executed. If the program ends in between, a repeated
 * one is executed again; most have no effect then: what exists is not created again, what is decided is not decided again.
 */
export function createIdempotency({ engine }: ApiParts) {
  const running = new Map<string, Promise<unknown>>();

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

    /** Runs requests with the same key one after another, so that the second finds the first one's response. */
    async alone<T>({ token, key }: IdempotentRequest, run: () => Promise<T>): Promise<T> {
      const name = `${token} ${key}`;
      const before = running.get(name) ?? Promise.resolve();
      // A request that failed is not remembered: the next one is executed.
      const mine = before.then(run, run);
      running.set(name, mine);
      try {
        return await mine;
      } finally {
        if (running.get(name) === mine) running.delete(name);
      }
    },

    /** The first response; undefined if this is the first time. */
    answered({ token, key, request }: IdempotentRequest): Result<Response, Fault> | undefined {
      const before = engine.requests.remembered({ token, key, request });
      if (!before?.ok) return before;
      const { status, body } = before.value;
      return ok(new Response(body, { status, headers: { "content-type": "application/json" } }));
    },

    async remember(once: IdempotentRequest, response: Response): Promise<Response> {
      const body = await response.clone().text();
      engine.requests.remember(once, { status: response.status, body });
      return response;
    },
  };
}
