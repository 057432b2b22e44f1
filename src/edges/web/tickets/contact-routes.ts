import { fault } from "../../../base/fault.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { faultPage, formFault } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { TicketRoutes } from "./shared-routes.ts";

/** Writes the note about a ticket's requester. */
export function contactRoutes({ site, web, find, show }: TicketRoutes): void {
  web.post("/tickets/:number{[0-9]+}/contact", needs("tickets.write"), takes(), async (c) => {
    const ticket = find(c);
    if (!ticket) return faultPage(site, c, fault("thing.not-found"));
    const form = c.get("form");
    const note = field(form, "note");
    const about = { address: ticket.requester.address, note, was: field(form, "was") };
    const noted = await site.engine.contacts.note(sessionOf(c).caller, about);
    if (noted.ok) return done(c, `/tickets/${ticket.number}`, "contact");
    return show(c, ticket, { contact: { text: note, fault: formFault(c, noted.error) } }, 422);
  });
}
