/** Who may pass: sessions, and forms that are ours. */
import { createMiddleware } from "hono/factory";
import { fault } from "../../../base/fault.ts";
import { may, type Permission } from "../../../domain/policy/index.ts";
import type { Session } from "../../../engine/people/people.ts";
import type { Ctx, Site, WebEnv } from "../web.ts";
import { field, sameSecret } from "./form.ts";
import { faultPage } from "./respond.tsx";
import { sessionToken } from "./session.ts";
import { type FormRules, formBefore } from "./takes.ts";

/** Finds the session that the cookie names. */
export const readSession = (site: Site) =>
  createMiddleware<WebEnv>(async (c, next) => {
    const token = sessionToken(c);
    c.set("session", token === "" ? null : site.engine.people.session(token));
    await next();
  });

/** Pages that are there without a session. */
const open = new Set(["/login"]);

/** Whoever is not logged in is sent to log in, and comes back to where they wanted to go. */
export const guard = (site: Site) =>
  createMiddleware<WebEnv>(async (c, next) => {
    if (c.get("session") || open.has(c.req.path)) return next();
    if (c.req.method === "GET" || c.req.method === "HEAD") {
      const { pathname, search } = new URL(c.req.url);
      const next = pathname === "/" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
      return c.redirect(`/login${next}`, 302);
    }
    const form = await formBefore(c);
    if (form) c.set("form", form);
    return faultPage(site, c, fault("session.ended"));
  });

/**
 * Forms have to come from a page of ours in this session. To log in there is no session yet; there the browser's word about
 * where the form stood has to do.
 */
export const formRules = (site: Site): FormRules => ({
  ours(c, form) {
    const session = c.get("session");
    return c.req.path === "/login" || (session !== null && sameSecret(field(form, "csrf"), session.csrf));
  },
  refuse: (c, problem) => faultPage(site, c, problem),
});

/** The session of a page behind the guard. */
export function sessionOf(c: Ctx): Session {
  const session = c.get("session");
  if (!session) throw new Error("a page behind the guard was reached without a session");
  return session;
}

/** The page that refuses whoever lacks the permission, or null. */
export function refusal(site: Site, c: Ctx, needs: Permission): Response | null {
  return may(sessionOf(c).caller, needs).ok ? null : faultPage(site, c, fault("permission.denied"));
}
