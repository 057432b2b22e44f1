import { Hono } from "hono";
import type { Now } from "../../../base/clock.ts";
import { fault, faultKind } from "../../../base/fault.ts";
import type { RebuildState } from "../../../engine/operate/rebuild.ts";
import { faultText } from "../../../text/index.ts";
import type { Web, WebEnv } from "../web.ts";
import { createAssets } from "./assets.ts";
import { ErrorPage } from "./error-page.tsx";
import { bareFrame } from "./frame.ts";
import { languageOf, textsFor } from "./language.ts";
import { guardedRoutes, needs } from "./needs.ts";
import { html } from "./respond.tsx";
import { securityHeaders } from "./security.ts";

interface Parts {
  readonly state: () => RebuildState;
  readonly asset: (name: string) => Uint8Array;
  readonly now: Now;
}

/** Seconds after which the browser tries again. */
const LATER = "10";

/** The one page while the read model is being rebuilt: how far it is, at every path. It reloads itself. */
export function createRebuildingPage({ state, asset, now }: Parts): Web {
  const assets = createAssets(asset);
  const web: Web = new Hono<WebEnv>();
  web.use(securityHeaders);
  web.get("/assets/:file", needs("open"), (c) => assets.answer(c, c.req.param("file")) ?? c.notFound());
  web.get("/favicon.ico", needs("open"), (c) => c.redirect(assets.url("icon.svg"), 302));
  web.all("*", needs("open"), (c) => {
    const { percent, minutes, failed } = state();
    const problem = failed
      ? fault("system.rebuild-failed")
      : fault("system.rebuilding", { params: { percent, minutes: minutes ?? 0 } });
    const { http: status } = faultKind(problem.code);
    const title = textsFor(c)("error.rebuilding");
    const text = faultText(languageOf(c), problem);
    const view = {
      frame: bareFrame(c, { now: now(), assets }),
      status,
      title,
      text,
      hint: null,
      typed: [],
      back: null,
    };
    const page = html(c, <ErrorPage view={view} />, status);
    page.headers.set("Retry-After", LATER);
    if (c.req.method === "GET") page.headers.set("Refresh", LATER);
    return page;
  });
  guardedRoutes(web);
  return web;
}
