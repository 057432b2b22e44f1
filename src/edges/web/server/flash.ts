/** A message about what was done, shown on the page after a POST. */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { TextKey } from "../../../text/web.ts";
import type { Ctx } from "../web.ts";

/** What was done: a key of the texts under "done.". */
export type Done = Extract<TextKey, `done.${string}`> extends `done.${infer Name}` ? Name : never;

/** The response to a POST: redirects to a page, which shows what was done. */
export function done(c: Ctx, path: string, what: Done | null): Response {
  if (what !== null)
    setCookie(c, "mm_done", what, { httpOnly: true, sameSite: "Lax", path: "/", maxAge: 60 });
  return c.redirect(path, 303);
}

/** The message about the last POST; shown once. */
export function takeFlash(c: Ctx): string {
  const what = getCookie(c, "mm_done");
  if (what === undefined) return "";
  deleteCookie(c, "mm_done", { path: "/" });
  return what;
}
