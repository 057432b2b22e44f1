import { fault } from "../../../base/fault.ts";
import { messageKey, type TicketNumber, ticketNumber } from "../../../base/ids.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { frameOf, texts } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { ticketView } from "./model.ts";
import { TicketPage } from "./page.tsx";
import type { ThreadsForm } from "./view.ts";

/** Merge, unmerge, move and split. */
export function threadRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;

  web.post("/tickets/:number{[0-9]+}/merge", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c.req.param("number"));
    const typed = field(c.get("form"), "into");
    const into = numberOf(typed);
    if (into === null) return again(c, number, { into: typed, fault: notANumber("into") });
    const merged = await commands.merge(sessionOf(c).caller, orNone(number), into);
    if (!merged.ok) return again(c, number, { into: typed, fault: formFault(merged.error) });
    return done(c, `/tickets/${into}`, "merged");
  });

  web.post("/tickets/:number{[0-9]+}/unmerge", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c.req.param("number"));
    const undone = await commands.unmerge(sessionOf(c).caller, orNone(number));
    if (!undone.ok) return again(c, number, { fault: formFault(undone.error) });
    return done(c, `/tickets/${undone.value.ticket}`, "unmerged");
  });

  web.post("/tickets/:number{[0-9]+}/split", needs("tickets.write"), takes({ fields: 1100 }), async (c) => {
    const number = numberOf(c.req.param("number"));
    const form = c.get("form");
    const typed = { to: field(form, "to"), subject: field(form, "subject") };
    const to = typed.to === "" ? null : numberOf(typed.to);
    if (typed.to !== "" && to === null) return again(c, number, { ...typed, fault: notANumber("to") });
    const messages = form
      .getAll("message")
      .flatMap((key) => (typeof key === "string" ? [messageKey(key)] : []));
    const { caller } = sessionOf(c);
    const moved = to
      ? await commands.move(caller, orNone(number), messages, to)
      : await commands.split(caller, orNone(number), messages, typed.subject || null);
    if (!moved.ok) return again(c, number, { ...typed, fault: formFault(moved.error) });
    return done(c, `/tickets/${moved.value.ticket}`, "moved");
  });

  async function again(c: Ctx, number: TicketNumber | null, threads: Partial<ThreadsForm>) {
    const read = readOf(site, c);
    const ticket = number && read.tickets.find(number);
    if (!ticket) return faultPage(site, c, fault("thing.not-found"));
    const frame = frameOf(site, c, "tickets");
    const view = await ticketView(read, frame, ticket, "/tickets", { threads });
    return html(c, <TicketPage view={view} />, 422);
  }
}

const numberOf = (text: string | undefined): TicketNumber | null => {
  const [, digits] = /^#?(\d{1,15})$/.exec((text ?? "").trim()) ?? [];
  return digits ? ticketNumber(Number(digits)) : null;
};

/** The router only allows digits, but there may be too many for a number. */
const orNone = (number: TicketNumber | null): TicketNumber => number ?? ticketNumber(0);

const notANumber = (name: string) => ({ text: texts("form.ticket"), field: name, hint: null });
