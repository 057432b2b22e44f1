import { type Fault, fault } from "../../../base/fault.ts";
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
import { movedView, ticketView } from "./model.ts";
import { TicketPage } from "./page.tsx";
import { versionIn } from "./version.ts";
import type { ThreadsForm } from "./view.ts";

/** Merge, unmerge, move and split. */
export function threadRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;

  web.post("/tickets/:number{[0-9]+}/merge", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c.req.param("number"));
    const typed = field(c.get("form"), "into");
    const into = numberOf(typed);
    if (into === null) return again(c, number, { into: typed, fault: notANumber("into") });
    const merged = await commands.merge(sessionOf(c).caller, orNone(number), into, seenBy(c));
    if (!merged.ok) return refused(c, number, { into: typed }, merged.error);
    const ticket = orNone(number);
    return done(c, `/tickets/${into}`, { what: "merged", ticket, version: null });
  });

  web.post("/tickets/:number{[0-9]+}/unmerge", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c.req.param("number"));
    const undone = await commands.unmerge(sessionOf(c).caller, orNone(number), seenBy(c));
    if (!undone.ok) return refused(c, number, {}, undone.error);
    const { ticket } = undone.value;
    return done(c, `/tickets/${ticket}`, { what: "unmerged", ticket, version: null });
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
      ? await commands.move(caller, orNone(number), messages, to, seenBy(c))
      : await commands.split(caller, orNone(number), messages, typed.subject || null, seenBy(c));
    if (!moved.ok) return refused(c, number, typed, moved.error);
    return done(c, `/tickets/${moved.value.ticket}`, "moved");
  });

  /** The page with the form as it was sent. What others did since is shown once; the form then knows of it. */
  async function again(c: Ctx, number: TicketNumber | null, threads: Partial<ThreadsForm>, status = 422) {
    const read = readOf(site, c);
    const ticket = number && read.tickets.find(number);
    if (!ticket) return faultPage(site, c, fault("thing.not-found"));
    const frame = frameOf(site, c, "tickets");
    const version = versionIn(c);
    const late = status === 409 && version !== undefined;
    const moved = late ? await movedView(read, frame, ticket, version, true) : null;
    const shown = { threads, ...(moved ? { moved } : {}), ...(status === 422 ? { version } : {}) };
    return html(c, <TicketPage view={await ticketView(read, frame, ticket, "/tickets", shown)} />, status);
  }

  const refused = (c: Ctx, number: TicketNumber | null, typed: Partial<ThreadsForm>, problem: Fault) =>
    again(c, number, { ...typed, fault: formFault(problem) }, problem.code === "thing.moved-on" ? 409 : 422);
}

/** What others did to the ticket since the form was made has to be seen first. */
const seenBy = (c: Ctx) => ({ ifVersion: versionIn(c), allow: { own: true } });

const numberOf = (text: string | undefined): TicketNumber | null => {
  const [, digits] = /^#?(\d{1,15})$/.exec((text ?? "").trim()) ?? [];
  return digits ? ticketNumber(Number(digits)) : null;
};

/** The router only allows digits, but there may be too many for a number. */
const orNone = (number: TicketNumber | null): TicketNumber => number ?? ticketNumber(0);

const notANumber = (name: string) => ({ text: texts("form.ticket"), field: name, hint: null });
