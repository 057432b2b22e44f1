/** What was decided about held mail, shown above the rest of it: people stay there until they have seen all of it. */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { wholeNumber } from "../../../base/numbers.ts";
import type { Ctx } from "../web.ts";

const kinds = ["joined", "opened", "flood"] as const;

export interface Decided {
  readonly kind: (typeof kinds)[number];
  /** The ticket that the mail is in now. */
  readonly ticket: number;
}

/** The response to a decision: back to held mail, which shows it. */
export function decided(c: Ctx, path: string, { kind, ticket }: Decided): Response {
  const options = { httpOnly: true, sameSite: "Lax", path: "/mails", maxAge: 60 } as const;
  setCookie(c, "mm_decided", `${kind}:${ticket}`, options);
  return c.redirect(path, 303);
}

/** What was decided last; once. */
export function takeDecided(c: Ctx): Decided | null {
  const taken = getCookie(c, "mm_decided");
  if (taken === undefined) return null;
  deleteCookie(c, "mm_decided", { path: "/mails" });
  const [name, number = ""] = taken.split(":");
  const kind = kinds.find((one) => one === name);
  const ticket = wholeNumber(number);
  return kind !== undefined && ticket !== null ? { kind, ticket } : null;
}
