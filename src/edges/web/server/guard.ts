/** Who may pass: sessions, and forms that are ours. */
import { createMiddleware } from "hono/factory";
import { fault } from "../../../base/fault.ts";
import type { Permission } from "../../../domain/people/index.ts";
import type { Session } from "../../../engine/people/people.ts";
import type { Ctx, Site, WebEnv } from "../web.ts";
import { field, sameSecret, sameSite } from "./form.ts";
import { faultPage } from "./respond.tsx";
import { sessionToken } from "./session.ts";

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
    c.set("form", await formOf(c));
    return faultPage(site, c, fault("session.ended"));
  });

/**
 * Reads the form of a POST and refuses it unless it comes from a page of ours in this session. To log in there is no
 * session yet; there the browser's word about where the form stood has to do.
 */
export const readForm = (site: Site) =>
  createMiddleware<WebEnv>(async (c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    if (c.req.method !== "POST") return faultPage(site, c, fault("thing.not-found"));
    const form = await formOf(c);
    c.set("form", form);
    const session = c.get("session");
    const ours = c.req.path === "/login" || (session && sameSecret(field(form, "csrf"), session.csrf));
    if (!ours || !sameSite(c)) return faultPage(site, c, fault("request.csrf"));
    return next();
  });

/** The session of a page behind the guard. */
export function sessionOf(c: Ctx): Session {
  const session = c.get("session");
  if (!session) throw new Error("a page behind the guard was reached without a session");
  return session;
}

/** The page that refuses whoever lacks the permission, or null. */
export function refusal(site: Site, c: Ctx, needs: Permission): Response | null {
  return sessionOf(c).caller.may.has(needs) ? null : faultPage(site, c, fault("permission.denied"));
}

/** What is no form is an empty one: every field is then missing. */
export async function formOf(c: Ctx): Promise<FormData> {
  const type = c.req.header("Content-Type") ?? "";
  if (!/^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) return new FormData();
  try {
    return await c.req.formData();
  } catch {
    return new FormData();
  }
}
