/** A message about what was done, shown on the page after a POST. */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { MessageKey } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { isTextKey, type TextKey, type textIn } from "../../../text/web.ts";
import type { Flash } from "../view.ts";
import type { Ctx } from "../web.ts";

/** What was done: a key of the texts under "done.". */
export type Done = Extract<TextKey, `done.${string}`> extends `done.${infer Name}` ? Name : never;

/** What was done to a ticket, and how to undo it. */
export interface DoneTo {
  readonly what: TicketDone;
  readonly ticket: number;
  /** The ticket's version after it; null if it cannot be undone. */
  readonly version: number | null;
  /** Until when it is on hold, in milliseconds since 1970. */
  readonly until?: number;
}

/** Texts with a ticket's number. */
const ticketDone = [
  ...(["closed", "reopened", "held", "taken", "state", "assignee", "group", "priority", "category"] as const),
  ...(["target"] as const),
  ...(["tags", "due", "subject", "several", "undone", "merged", "unmerged", "sent-closed"] as const),
] as const;
export type TicketDone = (typeof ticketDone)[number];

/** A reply that can be taken back until it leaves, in milliseconds since 1970. */
interface Leaving {
  readonly what: "sent";
  readonly message: MessageKey;
  readonly leaveAt: number;
  readonly ticket: number;
  /** What it did as well. */
  readonly how: "stay" | "close" | "next" | "hold" | "later";
  /** Until when the ticket is on hold then. */
  readonly until?: number | undefined;
}

/** What is done to several tickets of a list at once: "apply" sets the properties that were chosen. */
export const bulkActions = ["close", "take", "apply"] as const;
export type BulkAction = (typeof bulkActions)[number];

/** What was done to them. */
interface DoneToMany {
  readonly what: "bulk";
  readonly action: BulkAction;
  /** The tickets that were changed, each with its version after that. */
  readonly changed: readonly string[];
}

/** The response to a POST: redirects to a page, which shows what was done. */
export function done(c: Ctx, path: string, what: Done | DoneTo | DoneToMany | Leaving | null): Response {
  if (what !== null) {
    const value = cookieOf(what);
    setCookie(c, "mm_done", value, { httpOnly: true, sameSite: "Lax", path: "/", maxAge: 60 });
  }
  return c.redirect(path, 303);
}

function cookieOf(what: Done | DoneTo | DoneToMany | Leaving): string {
  if (typeof what === "string") return what;
  if (what.what === "bulk") return `bulk:${what.action}:${what.changed.join("-")}`;
  return what.what === "sent"
    ? `sent:${what.message}:${what.leaveAt}:${what.how}:${what.ticket}:${what.until ?? ""}`
    : `${what.what}:${what.ticket}:${what.version ?? ""}:${what.until ?? ""}`;
}

/** The message about the last POST, shown once; null if there is none. @param when says a time */
export function takeFlash(
  c: Ctx,
  t: ReturnType<typeof textIn>,
  now: number,
  when: (at: number) => string,
): Flash | null {
  const taken = getCookie(c, "mm_done");
  if (taken === undefined) return null;
  deleteCookie(c, "mm_done", { path: "/" });
  const [what = "", ticket = "", version = "", ...more] = taken.split(":");
  const about = ticketDone.find((one) => one === what);
  if (about !== undefined && /^\d{1,15}$/.test(ticket)) {
    const until = wholeNumber(more[0] ?? "");
    const text =
      until === null
        ? t(`done.ticket.${about}`, { number: ticket })
        : t("done.heldUntil", { number: ticket, when: when(until) });
    return { kind: "done", text, undo: undoOf(about, ticket, version) };
  }
  const action = bulkActions.find((one) => one === ticket);
  if (what === "bulk" && action !== undefined && /^[\d.-]{1,2000}$/.test(version)) {
    const n = version.split("-").length;
    return {
      kind: "done",
      text: t(`bulk.done.${action}`, { n }),
      undo: undoneTogether(version, listHere(c)),
    };
  }
  if (what === "sent" && /^[\da-z]{1,40}$/.test(ticket)) {
    const leaveAt = wholeNumber(version) ?? now;
    const [how, number = ""] = more;
    const reopen = how === "close" ? undoOf("sent-closed", number, "0") : null;
    const undo = takenBackBy(ticket, leaveAt - now) ?? reopen;
    return { kind: "done", text: sentText(t, more, leaveAt, when), undo };
  }
  const key = `done.${what}`;
  return isTextKey(key) ? { kind: "done", text: t(key) } : null;
}

/** What a reply that was sent did. @param more what it did as well, the ticket, and until when that is held */
function sentText(
  t: ReturnType<typeof textIn>,
  [how = "", number = "", until = ""]: readonly string[],
  leaveAt: number,
  when: (at: number) => string,
): string {
  if (!/^\d{1,15}$/.test(number)) return t("done.sent");
  if (how === "later") return t("done.sentLater", { when: when(leaveAt) });
  if (how === "next") return t("done.sentNext", { number });
  if (how === "close") return t("done.ticket.sent-closed", { number });
  const held = wholeNumber(until);
  return held === null ? t("done.sent") : t("done.sentHeld", { number, when: when(held) });
}

/** The form that takes a reply back within the next milliseconds; null if it has left. */
const takenBackBy = (message: string, within: number): NonNullable<Flash["undo"]> | null =>
  within > 0
    ? { action: `/outgoing/${message}`, fields: { do: "cancel" }, label: "flash.undo", within }
    : null;

/** The list that is shown, to come back to it. */
const listHere = (c: Ctx): string => `${c.req.path}${new URL(c.req.url).search}`;

/** The form that undoes what was done to several tickets, each with its version after that. */
export const undoneTogether = (tickets: string, list: string): NonNullable<Flash["undo"]> => ({
  ...{ action: "/tickets/bulk/undo", fields: { tickets, list }, label: "flash.undo" },
});

function undoOf(what: TicketDone, ticket: string, version: string): NonNullable<Flash["undo"]> | null {
  const form = (name: string, fields: { readonly [name: string]: string }) =>
    ({ action: `/tickets/${ticket}/${name}`, fields, label: "flash.undo" }) as const;
  if (what === "merged") return form("unmerge", {});
  if (!/^\d{1,15}$/.test(version)) return null;
  // A reply that was sent stays sent.
  if (what === "sent-closed") return { ...form("quick", { do: "reopen" }), label: "flash.reopen" };
  return form("undo", { version });
}
