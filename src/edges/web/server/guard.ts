/** Access control: sessions, permissions, and forms from our own pages. */
import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { fault } from "../../../base/fault.ts";
import { forbidden } from "../../../engine/people/caller.ts";
import type { Session } from "../../../engine/people/people.ts";
import type { Ctx, Site, Web, WebEnv } from "../web.ts";
import { field, sameSecret } from "./form.ts";
import { needsOf } from "./needs.ts";
import { faultPage } from "./respond.tsx";
import { sessionToken } from "./session.ts";
import { type FormRules, formBefore } from "./takes.ts";

/** Finds the session in the cookie. */
export const readSession = (site: Site) =>
  createMiddleware<WebEnv>(async (c, next) => {
    const token = sessionToken(c);
    c.set("session", token === "" ? null : site.engine.people.session(token));
    await next();
  });

/**
 * Checks the permission that the route needs. People who are not logged in are redirected to the log-in page, and then
 * back.
 * @param web the routes; more may be added later
 */
export function guard(site: Site, web: Web): MiddlewareHandler<WebEnv> {
  const neededBy = needsOf(web);
  return async (c, next) => {
    const needs = neededBy(c) ?? "session";
    if (needs === "code") throw new Error("only a first start asks for its code");
    if (needs === "open") return next();
    const session = c.get("session");
    if (session) {
      const denied = needs === "session" ? null : forbidden(session.caller, needs);
      if (denied) return faultPage(site, c, denied.error);
      c.set("admitted", needs);
      await next();
      return undefined;
    }
    if (c.req.method === "GET" || c.req.method === "HEAD") {
      const { pathname, search } = new URL(c.req.url);
      const next = pathname === "/" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
      return c.redirect(`/login${next}`, 302);
    }
    const form = await formBefore(c);
    if (form) c.set("form", form);
    return faultPage(site, c, fault("session.ended"));
  };
}

/**
 * Forms have to come from one of our pages in this session. The log-in form has no session yet; there the browser's
 * headers have to do.
 */
export const formRules = (site: Site): FormRules => ({
  ours(c, form) {
    const session = c.get("session");
    return c.req.path === "/login" || (session !== null && sameSecret(field(form, "csrf"), session.csrf));
  },
  refuse: (c, problem) => faultPage(site, c, problem),
});

/** The session of a request that passed the guard. */
export function sessionOf(c: Ctx): Session {
  const session = c.get("session");
  if (!session) throw new Error("a page behind the guard was reached without a session");
  return session;
}
