import { createHash } from "node:crypto";
import type { Context } from "hono";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Caller, may, nobody, type Permission } from "../../domain/policy/index.ts";
import { forbidden } from "../../engine/people/caller.ts";
import type { ApiEnv } from "./env.ts";
import { createLimiter } from "./limiter.ts";
import type { ApiParts } from "./parts.ts";

export interface IdentifiedCaller {
  readonly caller: Caller;
  /** The token's SHA-256, or null if there was none. */
  readonly token: string | null;
  readonly local: boolean;
  readonly stillMay: () => boolean;
}

/** Identifies the caller, checks permission and rate. */
export function createCallers({ engine, now, rate }: ApiParts) {
  const limit = createLimiter(rate ?? { perSecond: 100, burst: 1000 });

  return {
    /** @returns auth.required, permission.denied, or rate.limited */
    admit(context: Context<ApiEnv>, needs: Permission | "open"): Result<IdentifiedCaller, Fault> {
      const local = isLocal(context);
      const header = context.req.header("authorization");
      if (header === undefined && needs === "open") {
        return ok({ caller: nobody, token: null, local, stillMay: () => true });
      }
      const shown = /^bearer +([\w~+/.=-]+)$/i.exec(header ?? "")?.[1] ?? null;
      const caller = shown === null ? null : engine.people.bearer(shown);
      if (shown === null || caller === null) {
        return refuse(fault("token.needed"));
      }
      const token = createHash("sha256").update(shown).digest("hex");
      const after = limit(token, now());
      if (after !== null) return refuse(fault("rate.limited", { retryAfter: after }));
      const denied = needs === "open" ? null : forbidden(caller, needs);
      if (denied) return denied;
      const stillMay = () => {
        const still = engine.people.bearer(shown);
        return still !== null && (needs === "open" || may(still, needs).ok);
      };
      return ok({ caller, token, local, stillMay });
    },
  };
}

/** Whether the peer is this machine itself, and not a proxy on it that acts for someone else. */
function isLocal({ env, req }: Context<ApiEnv>): boolean {
  const address = env?.incoming?.socket.remoteAddress ?? "";
  const proxied = ["forwarded", "x-forwarded-for", "via"].some((name) => req.header(name) !== undefined);
  return !proxied && (address === "::1" || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address));
}
