import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type Client, clientOf } from "../../../base/client.ts";
import type { Ctx } from "../web.ts";

/** Over HTTPS no other host of the domain, and nobody on a plain connection, can set a cookie of this name (RFC 6265bis). */
const nameOf = (c: Ctx): string => (isSecure(c) ? "__Host-mm_session" : "mm_session");

/** The session's token in the request's cookie; "" without one. */
export const sessionToken = (c: Ctx): string => getCookie(c, nameOf(c)) ?? "";

/** Who sent the request. */
export function clientFrom(c: Ctx): Client {
  const peer = c.env?.incoming?.socket?.remoteAddress ?? "";
  const header = (name: string) => c.req.header(name) ?? null;
  return c.env?.client ?? clientOf({ url: c.req.url, header, peer }, () => false);
}

/** Whether the browser uses HTTPS, up to us or to a proxy that we know. */
export const isSecure = (c: Ctx): boolean => clientFrom(c).secure;

/** The cookie lasts until the browser is closed; the engine decides how long the session does. */
export function keepSession(c: Ctx, token: string): void {
  setCookie(c, nameOf(c), token, { httpOnly: true, sameSite: "Lax", path: "/", secure: isSecure(c) });
}

export function dropSession(c: Ctx): void {
  deleteCookie(c, nameOf(c), { path: "/", secure: isSecure(c) });
}

/** Stores a preference in the browser for a year. */
export function keepChoice(c: Ctx, name: "mm_theme" | "mm_keys", value: string): void {
  setCookie(c, name, value, {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    secure: isSecure(c),
    maxAge: 31_536_000,
  });
}

/** The browser's address, for the journal and to limit attempts; "" if it is not known. */
export const remoteAddress = (c: Ctx): string => clientFrom(c).address;
