import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Ctx } from "../web.ts";

const NAME = "mm_session";

/** The session's secret out of the request's cookie; "" without one. */
export const sessionToken = (c: Ctx): string => getCookie(c, NAME) ?? "";

/** Whether the browser speaks TLS with us. */
export const isSecure = (c: Ctx): boolean => new URL(c.req.url).protocol === "https:";

/** The cookie lasts as long as the browser is open; how long the session does is the engine's affair. */
export function keepSession(c: Ctx, token: string): void {
  setCookie(c, NAME, token, { httpOnly: true, sameSite: "Lax", path: "/", secure: isSecure(c) });
}

export function dropSession(c: Ctx): void {
  deleteCookie(c, NAME, { path: "/", secure: isSecure(c) });
}

/** A choice of the reader that is kept in the browser for a year. */
export function keepChoice(c: Ctx, name: "mm_theme" | "mm_keys", value: string): void {
  setCookie(c, name, value, {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    secure: isSecure(c),
    maxAge: 31_536_000,
  });
}

/** Address of the browser, for the journal and against guessing; "" where it is not known. */
export const remoteAddress = (c: Ctx): string => c.env?.incoming?.socket?.remoteAddress ?? "";
