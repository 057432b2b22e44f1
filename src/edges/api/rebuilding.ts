import { Hono } from "hono";
import { fault } from "../../base/fault.ts";
import type { RebuildState } from "../../engine/operate/rebuild.ts";
import { acceptedLanguage } from "../../text/index.ts";
import { mayMeasure } from "./callers.ts";
import type { ApiEnv } from "./env.ts";
import { metricsOfRebuild } from "./metrics.ts";
import { problem } from "./problem.ts";

interface Parts {
  readonly state: () => RebuildState;
  /** Whether an IP address reads the metrics without a token. */
  readonly metricsFrom: (ip: string) => boolean;
  readonly version: string;
}

/** Seconds after which a client should try again. */
const LATER = 10;

/**
 * The API while the read model is being rebuilt, to be mounted at /api/v1: /health and /metrics say how far it is, and so does
 * the problem with which everything else is answered. Tokens cannot be checked yet.
 */
export function createRebuildingApi({ state, metricsFrom, version }: Parts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(async (context, next) => {
    await next();
    context.res.headers.set("cache-control", "no-store");
    context.res.headers.set("x-content-type-options", "nosniff");
  });
  app.get("/health", () => Response.json({ status: "rebuilding", rebuilt: state() }));
  app.get("/metrics", (context) => {
    if (!mayMeasure(context, metricsFrom)) return notYet(context.req.header("accept-language"));
    const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
    return new Response(metricsOfRebuild(version, state().percent), { headers });
  });
  app.all("*", (context) => notYet(context.req.header("accept-language")));
  return app;

  function notYet(wanted: string | undefined): Response {
    const { percent, minutes, failed } = state();
    const refusal = failed
      ? fault("system.rebuild-failed")
      : fault("system.rebuilding", { params: { percent, minutes: minutes ?? 0 } });
    return problem(acceptedLanguage(wanted), { ...refusal, retryAfter: LATER });
  }
}
