import * as z from "zod";
import { type Fault, fault } from "../../../base/fault.ts";
import { type MessageKey, messageKey, type TicketNumber } from "../../../base/ids.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { priorities, type Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { entityTag, ifMatch, notModified } from "../conditions.ts";
import { EventShape, eventOf } from "../events.ts";
import {
  address,
  bodies,
  line,
  nothing,
  object,
  paging,
  seenVersion,
  text,
  ticketParam,
  time,
  userRef,
  wholeParam,
} from "../inputs.ts";
import type { Messages, Reader } from "../messages.ts";
import { type ApiParts, BASE } from "../parts.ts";
import { own } from "../problem.ts";
import { type Route, route } from "../route.ts";
import {
  clockOf,
  dueOf,
  pageOf,
  personOf,
  recipientsOf,
  summaryOf,
  TicketShape,
  TicketSummary,
} from "../shapes.ts";

/** The most bytes of payloads on a page of a ticket's journal. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The most participants of a ticket that are returned. */
const MOST_PARTICIPANTS = 200;

const tagged = (read: Read, ticket: Ticket, now: number) =>
  entityTag(ticket.version, { ...dueOf(ticket, now, read), target: ticket.target });

/** Tickets: list and search, create, read, change, history. */
export function ticketRoutes(parts: ApiParts, messages: Messages): readonly Route[] {
  const { engine, now } = parts;

  return [
    route({
      method: "get",
      path: "/tickets",
      summary: "List and search tickets",
      needs: "tickets.read",
      params: nothing,
      query: object({
        q: z.string().max(1000).default("").describe("A query as in the search box: words and filters"),
        ...paging,
      }),
      body: nothing,
      response: pageOf(TicketSummary),
      handle({ caller, read, query: { q, limit, cursor } }) {
        const found = read.search.find(q, { me: caller.user, now: now(), limit, cursor });
        if (!found.ok) return found;
        const { hits, next } = found.value;
        return ok({
          body: { items: hits.map(({ ticket }) => summaryOf(ticket, now(), read)), next },
        });
      },
    }),

    route({
      method: "post",
      path: "/tickets",
      summary: "Create a ticket; its text is sent to the requester or added as an internal note",
      needs: "tickets.write",
      params: nothing,
      query: nothing,
      body: object({
        mailbox: z.string().max(500).exactOptional().describe("Optional if there is only one mailbox"),
        subject: line(1000),
        requester: address,
        text,
        send: z.boolean().default(false).describe("Whether the text is sent to the requester"),
      }),
      bodyLimit: bodies.text,
      status: 201,
      response: TicketShape,
      remembers: true,
      async handle({ caller, read, language, body, once }) {
        const mailbox = body.mailbox === undefined ? onlyMailbox(read) : ok(body.mailbox);
        if (!mailbox.ok) return mailbox;
        const wanted = { ...body, mailbox: mailbox.value };
        const opened = await engine.commands.openTicket(caller, wanted, { once });
        return opened.ok ? whole({ read, language }, opened.value.ticket, true) : opened;
      },
    }),

    route({
      method: "get",
      path: "/tickets/{number}",
      summary: "Get a ticket with its messages",
      needs: "tickets.read",
      params: object(ticketParam),
      query: object({
        before: z
          .string()
          .max(50)
          .transform(messageKey)
          .exactOptional()
          .describe(
            "A message id: returns the messages before it, to page through those counted in `messagesOmitted`",
          ),
      }),
      body: nothing,
      response: TicketShape,
      async handle({ read, language, params, query, header }) {
        const ticket = read.tickets.find(params.number);
        if (!ticket) return refuse(noTicket(params.number));
        const tag = tagged(read, ticket, now());
        if (notModified(header("if-none-match"), tag)) {
          return ok(new Response(null, { status: 304, headers: { etag: tag } }));
        }
        if (query.before !== undefined && read.tickets.ofMessage(query.before) !== params.number) {
          return refuse(fault("request.no-message", { field: "before" }));
        }
        return complete({ read, language }, ticket, false, query.before);
      },
    }),

    route({
      method: "patch",
      path: "/tickets/{number}",
      summary: "Update a ticket; fields that are not given stay unchanged. If-Match prevents lost updates",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({
        state: line(40)
          .min(1)
          .exactOptional()
          .describe("A state to which the lifecycle lets the caller move it"),
        assignee: userRef.nullable().exactOptional(),
        group: z.string().max(100).nullable().exactOptional(),
        category: line(200).min(1).nullable().exactOptional(),
        priority: z.enum(priorities).exactOptional(),
        tags: z.array(z.string().max(50)).max(50).exactOptional(),
        subject: line(1000).exactOptional(),
        target: line(100).min(1).nullable().exactOptional().describe("The name of a target of the ruleset"),
        heldUntil: time
          .nullable()
          .exactOptional()
          .describe(
            "Until when it is on hold: it comes back by itself then. Without a state, it is put on hold; null holds it without a date",
          ),
        dueAt: time.nullable().exactOptional(),
        due: time.nullable().exactOptional().describe("Alias of dueAt"),
      }).refine(({ due, dueAt }) => due === undefined || dueAt === undefined || due === dueAt, {
        path: ["due"],
        message: own("request.field.due"),
      }),
      response: TicketShape,
      async handle({ caller, read, language, params, body: { due, ...body }, header }) {
        const ticket = read.tickets.find(params.number);
        if (!ticket) return refuse(noTicket(params.number));
        const wanted = ifMatch(header("if-match"), ticket.version);
        if (!wanted.ok) return wanted;
        const change = due === undefined ? body : { ...body, dueAt: due };
        const done = await engine.commands.change(caller, params.number, change, { ifVersion: wanted.value });
        return done.ok ? whole({ read, language }, params.number) : done;
      },
    }),

    route({
      method: "post",
      path: "/tickets/{number}/participants",
      summary: "Make someone a participant, such as the author of a message with `newParticipant`",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({ address, ...seenVersion }),
      response: TicketShape,
      remembers: true,
      async handle({ caller, read, language, params: { number }, body, once }) {
        const { address: person, ifVersion } = body;
        const done = await engine.commands.addParticipant(caller, number, person, { once, ifVersion });
        return done.ok ? whole({ read, language }, number) : done;
      },
    }),

    route({
      method: "delete",
      path: "/tickets/{number}/participants/{address}",
      summary: "Remove a participant; the requester always is one",
      needs: "tickets.write",
      params: object({ ...ticketParam, address: z.string().max(500) }),
      query: nothing,
      body: nothing,
      response: TicketShape,
      async handle({ caller, read, language, params: { number, address: person } }) {
        const done = await engine.commands.removeParticipant(caller, number, person);
        return done.ok ? whole({ read, language }, number) : done;
      },
    }),

    route({
      method: "delete",
      path: "/tickets/{number}/may-belong-to",
      summary: "Dismiss the suggestion that the ticket may belong to another one; it does not come back",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: nothing,
      response: TicketShape,
      async handle({ caller, read, language, params: { number } }) {
        const done = await engine.commands.dismissMerge(caller, number);
        return done.ok ? whole({ read, language }, number) : done;
      },
    }),

    route({
      method: "get",
      path: "/tickets/{number}/journal",
      summary: "List the events of a ticket, in order",
      needs: "tickets.read",
      params: object(ticketParam),
      query: object({ ...paging, cursor: wholeParam(z.int().min(0)).default(0) }),
      body: nothing,
      response: pageOf(EventShape),
      async handle({ read, params: { number }, query: { limit, cursor } }) {
        const ticket = read.tickets.find(number);
        if (!ticket) return refuse(noTicket(number));
        const { events, last } = await read.tickets.journal(number, cursor, limit, MOST_BYTES);
        return ok({
          body: { items: events.map(eventOf), next: last < ticket.version ? String(last) : null },
        });
      },
    }),
  ];

  async function whole(reader: Reader, number: TicketNumber, created = false) {
    const ticket = reader.read.tickets.find(number);
    return ticket ? complete(reader, ticket, created) : refuse(noTicket(number));
  }

  async function complete(reader: Reader, ticket: Ticket, created: boolean, before?: MessageKey) {
    const { read } = reader;
    const recipients = recipientsOf(read.tickets.replyRecipients(ticket));
    const conversation = await messages.conversation(reader, ticket, before);
    const participants = read.tickets.participants(ticket).slice(0, MOST_PARTICIPANTS).map(personOf);
    const body = {
      ...summaryOf(ticket, now(), read),
      clocks: read.tickets.clocks(ticket).clocks.map(clockOf),
      recipients,
      participants,
      ...conversation,
    };
    const location = created ? { location: `${BASE}/tickets/${ticket.number}` } : {};
    return ok({ body, headers: { etag: tagged(read, ticket, now()), ...location } });
  }

  function onlyMailbox(read: Read): Result<string, Fault> {
    const enabled = read.settings.mailboxes().filter((mailbox) => mailbox.enabled);
    const [only, ...others] = enabled;
    if (only && others.length === 0) return ok(only.address);
    const known = enabled.map((mailbox) => mailbox.address).join(", ");
    if (!only) return refuse(fault("request.no-mailboxes", { field: "mailbox" }));
    return refuse(
      fault("request.which-mailbox", { field: "mailbox", params: { known: known.slice(0, 1000) } }),
    );
  }
}

export const noTicket = (number: number): Fault => fault("ticket.unknown", { params: { number } });
