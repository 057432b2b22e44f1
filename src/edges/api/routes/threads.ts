import * as z from "zod";
import type { Fault } from "../../../base/fault.ts";
import { messageKey, type TicketNumber, ticketNumber } from "../../../base/ids.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Done } from "../../../engine/tickets/types.ts";
import type { Read } from "../../../record/reading/index.ts";
import { line, nothing, object, seenVersion, ticketParam } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { summaryOf, TicketSummary } from "../shapes.ts";
import { noTicket } from "./tickets.ts";

const number = z.int().min(1).transform(ticketNumber);

/** Merging, splitting and moving conversations; later mail is added accordingly. */
export function threadRoutes({ engine, now }: ApiParts): readonly Route[] {
  const { commands } = engine;
  return [
    route({
      method: "post",
      path: "/tickets/{number}/merge",
      summary: "Merge the ticket into another; returns the other",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({ into: number.describe("The ticket to merge into"), ...seenVersion }),
      response: TicketSummary,
      remembers: true,
      handle: async ({ caller, read, params, body: { into, ifVersion }, once }) =>
        shown(read, await commands.merge(caller, params.number, into, { once, ifVersion })),
    }),

    route({
      method: "post",
      path: "/tickets/{number}/unmerge",
      summary: "Undo a merge: messages that it moved and that are still there are moved back",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object(seenVersion),
      response: TicketSummary,
      remembers: true,
      handle: async ({ caller, read, params, body: { ifVersion }, once }) =>
        shown(read, await commands.unmerge(caller, params.number, { once, ifVersion })),
    }),

    route({
      method: "post",
      path: "/tickets/{number}/split",
      summary: "Move messages to a new ticket, or to ticket `to`; returns that ticket",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({
        messages: z.array(z.string().max(50).transform(messageKey)).min(1).max(1000),
        to: number.exactOptional(),
        subject: line(1000)
          .exactOptional()
          .describe("Subject of the new ticket; default: that of the old one"),
        ...seenVersion,
      }),
      response: TicketSummary,
      remembers: true,
      async handle({ caller, read, params, body: { messages, to, subject, ifVersion }, once }) {
        const options = { once, ifVersion };
        return shown(
          read,
          to === undefined
            ? await commands.split(caller, params.number, messages, subject ?? null, options)
            : await commands.move(caller, params.number, messages, to, options),
        );
      },
    }),
  ];

  function shown(read: Read, done: Result<Done, Fault>) {
    if (!done.ok) return done;
    const ticket = read.tickets.find(done.value.ticket satisfies TicketNumber);
    return ticket ? ok({ body: summaryOf(ticket, now(), read) }) : refuse(noTicket(done.value.ticket));
  }
}
