import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Ctx } from "../web.ts";

const NAME = "mm_session";

/** The session's token in the request's cookie; "" without one. */
export const sessionToken = (c: Ctx): string => getCookie(c, NAME) ?? "";

/** Whether the browser uses TLS. */
export const isSecure = (c: Ctx): boolean => new URL(c.req.url).protocol === "https:";

/** The cookie lasts until the browser is closed; the engine decides how long the session does. */
export function keepSession(c: Ctx, token: string): void {
  setCookie(c, NAME, token, { httpOnly: true, sameSite: "Lax", path: "/", secure: isSecure(c) });
}

export function dropSession(c: Ctx): void {
  deleteCookie(c, NAME, { path: "/", secure: isSecure(c) });
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
export const remoteAddress = (c: Ctx): string => c.env?.incoming?.socket?.remoteAddress ?? "";
