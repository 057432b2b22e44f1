/** The permission that a route needs: each route declares it, and the guard checks it first. */
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Ctx, Needs, Web, WebEnv } from "../web.ts";

const declared = new WeakMap<object, Needs>();

/** Declares what a route needs, as its first handler. Throws if the guard has not checked it. */
export function needs(what: Needs): MiddlewareHandler<WebEnv> {
  const pass: MiddlewareHandler<WebEnv> = (c, next) => {
    if (what !== "open" && c.get("admitted") !== what) {
      throw new Error(`${c.req.path} was about to be shown to someone of whom nobody asked for ${what}`);
    }
    return next();
  };
  declared.set(pass, what);
  return pass;
}

/** A route, and what it needs. */
export interface GuardedRoute {
  readonly method: string;
  readonly path: string;
  readonly needs: Needs;
}

/**
 * All routes and what they need.
 * @throws Error if a route does not declare it first
 */
export function guardedRoutes(web: Web): readonly GuardedRoute[] {
  const found = new Map<string, GuardedRoute>();
  for (const { method, path, handler } of web.routes) {
    if (method === "ALL" && everywhere.includes(path)) continue;
    const key = keyOf(method, path);
    const what = declared.get(handler);
    if (what !== undefined && !found.has(key)) found.set(key, { method, path, needs: what });
    else if (!found.has(key)) throw new Error(`${key} does not say what it needs`);
  }
  return [...found.values()];
}

/** Paths of middleware before and after all routes. */
const everywhere = ["*", "/*"];

/** What the route for a request needs; null if there is none. */
export function needsOf(web: Web): (c: Ctx) => Needs | null {
  let table: ReadonlyMap<string, Needs> | undefined;
  return (c) => {
    table ??= new Map(guardedRoutes(web).map((one) => [keyOf(one.method, one.path), one.needs]));
    for (const { method, path } of matchedRoutes(c)) {
      const found = table.get(keyOf(method, path));
      if (found !== undefined) return found;
    }
    return null;
  };
}

const keyOf = (method: string, path: string): string => `${method} ${path}`;
