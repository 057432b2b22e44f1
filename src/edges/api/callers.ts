import { hash } from "node:crypto";
import type { Context } from "hono";
import { type Client, clientOf } from "../../base/client.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { networkOf } from "../../base/network.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Caller, may, monitor, nobody, type Permission } from "../../domain/policy/index.ts";
import { isLoopback } from "../../domain/settings/loopback.ts";
import { forbidden } from "../../engine/people/caller.ts";
import type { ApiEnv } from "./env.ts";
import { createLimiter, type Rate } from "./limiter.ts";
import type { ApiParts } from "./parts.ts";

export interface IdentifiedCaller {
  readonly caller: Caller;
  /** The token's SHA-256, or null if there was none. */
  readonly token: string | null;
  readonly stillMay: () => boolean;
}

/** Identifies the caller, checks permission and rate. */
export function createCallers({ engine, now, rate, metricsFrom = () => false }: ApiParts) {
  const limitGuesses = createLimiter(guesses);
  const limit = createLimiter(rate ?? { perSecond: 100, burst: 1000 });

  return {
    /** @returns auth.required, permission.denied, or rate.limited */
    admit(context: Context<ApiEnv>, needs: Permission | "open"): Result<IdentifiedCaller, Fault> {
      const header = context.req.header("authorization");
      if (header === undefined && needs === "open") return ok(withoutToken(nobody));
      if (header === undefined && needs === "metrics.read") {
        return mayMeasure(context, metricsFrom) ? ok(withoutToken(monitor)) : refuse(metricsClosed(context));
      }
      const shown = /^bearer +([\w~+/.=-]+)$/i.exec(header ?? "")?.[1] ?? null;
      const caller = shown === null ? null : engine.people.bearer(shown);
      if (shown === null || caller === null) {
        const { address } = clientFrom(context);
        const after = shown === null || address === "" ? null : limitGuesses(networkOf(address), now());
        return refuse(after === null ? fault("token.needed") : fault("rate.limited", { retryAfter: after }));
      }
      const token = hash("sha256", shown);
      const after = limit(token, now());
      if (after !== null) return refuse(fault("rate.limited", { retryAfter: after }));
      const denied = needs === "open" ? null : forbidden(caller, needs);
      if (denied) return denied;
      const stillMay = () => {
        const still = engine.people.bearer(shown);
        return still !== null && (needs === "open" || may(still, needs).ok);
      };
      return ok({ caller, token, stillMay });
    },
  };
}

const withoutToken = (caller: Caller): IdentifiedCaller => ({ caller, token: null, stillMay: () => true });

/** Wrong tokens of one network per second that get the ordinary answer; a right one is not affected by them. */
const guesses: Rate = { perSecond: 10, burst: 1000 };

/** Whether a request may read the metrics without a token: from an address that the configuration names, without a proxy. */
export function mayMeasure(context: Context<ApiEnv>, metricsFrom: (ip: string) => boolean): boolean {
  const client = clientFrom(context);
  return isDirect(client, context) && metricsFrom(client.address);
}

/** What those who may not are told: what to configure. */
const metricsClosed = (context: Context<ApiEnv>): Fault => {
  const client = clientFrom(context);
  const { address } = client;
  if (address === "" || !isDirect(client, context)) return fault("metrics.proxied");
  return fault(isLoopback(address) ? "metrics.closed-here" : "metrics.closed", { params: { address } });
};

/** Who sent the request. */
function clientFrom({ env, req }: Context<ApiEnv>): Client {
  const peer = env?.incoming?.socket.remoteAddress ?? "";
  return (
    env?.client ?? clientOf({ url: req.url, header: (name) => req.header(name) ?? null, peer }, () => false)
  );
}

/**
 * Whether nothing is seen of a proxy, which acts for someone else. One on this machine shows by its headers, by the Host that
 * it passes on, or by HTTP 1.0, which nginx uses unless told otherwise. It need not show: so no address is trusted that the
 * configuration does not name, not even this machine's.
 */
function isDirect({ address, proxied, host }: Client, { env }: Context<ApiEnv>): boolean {
  if (proxied) return false;
  if (!isLoopback(address)) return true;
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return isLoopback(name) && env?.incoming?.httpVersion !== "1.0";
}
