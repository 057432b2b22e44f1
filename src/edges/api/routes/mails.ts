import * as z from "zod";
import { type Fault, fault } from "../../../base/fault.ts";
import type { MailId } from "../../../base/ids.ts";
import { ticketNumber } from "../../../base/ids.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { mailOutcomes } from "../../../domain/intake/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { download } from "../download.ts";
import { attachmentParam, mailParam, nothing, object, paging, ticketParam, wholeParam } from "../inputs.ts";
import type { Messages, Reader } from "../messages.ts";
import type { ApiParts } from "../parts.ts";
import { bodyOf, type Route, route } from "../route.ts";
import { MailShape, MailSummary, mailOf, pageOf } from "../shapes.ts";

/** Mails: what was received, their outcomes, and people's decisions about those that are held. */
export function mailRoutes(parts: ApiParts, messages: Messages): readonly Route[] {
  const { engine, attachment } = parts;

  return [
    route({
      method: "get",
      path: "/mails",
      summary: "List mails, newest first",
      needs: "tickets.read",
      params: nothing,
      query: object({
        outcome: z.enum(mailOutcomes).exactOptional().describe("held: waits for someone's decision"),
        candidate: wholeParam(z.int().min(1))
          .transform(ticketNumber)
          .exactOptional()
          .describe("Only held mail that may belong to this ticket"),
        ...paging,
        cursor: z
          .string()
          .max(16)
          .regex(/^\d{1,16}$/)
          .exactOptional(),
      }),
      body: nothing,
      response: pageOf(MailSummary),
      handle({ read, language, query }) {
        const { items, next } = read.mails.list(query);
        return ok({
          body: { items: items.map((row) => mailOf(row, read.mails.tickets(row), language)), next },
        });
      },
    }),

    route({
      method: "post",
      path: "/tickets/{number}/held",
      summary:
        "Decide in the same way about all held mail that may belong to the ticket, except floods, viruses and agents' replies to notifications",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({
        what: z
          .enum(["join", "open", "file"])
          .describe("join: add all to the ticket; open: create a ticket for each; file: archive all"),
      }),
      response: z.strictObject({
        done: z.int().min(0).describe("Mails decided about now; 0 if there are none to decide about"),
        left: z.int().min(0).describe("Mails that are still held; repeat the request for them"),
      }),
      async handle({ caller, params: { number }, body: { what } }) {
        const decision = what === "join" ? ({ kind: what, ticket: number } as const) : { kind: what };
        return bodyOf(await engine.commands.decideHeldFor(caller, number, decision));
      },
    }),

    route({
      method: "get",
      path: "/mails/{id}",
      summary: "Get a mail: its outcome and its parsed content",
      needs: "tickets.read",
      params: object(mailParam),
      query: nothing,
      body: nothing,
      response: MailShape,
      handle: ({ read, language, params }) => whole({ read, language }, params.id),
    }),

    route({
      method: "get",
      path: "/mails/{id}/raw",
      summary: "Download the mail as it was received",
      needs: "tickets.read",
      params: object(mailParam),
      query: nothing,
      body: nothing,
      response: z.null(),
      media: { types: ["message/rfc822"], json: false },
      async handle({ read, params: { id } }) {
        const raw = await rawOf(read, id);
        return raw.ok ? ok(download(Uint8Array.from(raw.value), "message/rfc822", `${id}.eml`)) : raw;
      },
    }),

    route({
      method: "get",
      path: "/mails/{id}/attachments/{attachment}",
      summary: "Download an attachment",
      needs: "tickets.read",
      params: object({ ...mailParam, ...attachmentParam }),
      query: nothing,
      body: nothing,
      response: z.null(),
      media: { types: ["application/octet-stream"], json: false },
      async handle({ read, params }) {
        const raw = await rawOf(read, params.id);
        if (!raw.ok) return raw;
        const file = await attachment(raw.value, params.attachment);
        if (!file.ok) return file;
        const { bytes, type, name } = file.value;
        return ok(download(Uint8Array.from(bytes), type, name));
      },
    }),

    route({
      method: "post",
      path: "/mails/{id}/join",
      summary: "Add a held mail to a ticket",
      needs: "tickets.write",
      params: object(mailParam),
      query: nothing,
      body: object({ ticket: z.int().min(1).transform(ticketNumber) }),
      response: MailShape,
      async handle({ caller, read, language, params, body }) {
        const done = await engine.commands.joinHeld(caller, params.id, body.ticket);
        return done.ok ? whole({ read, language }, params.id) : done;
      },
    }),

    route({
      method: "post",
      path: "/mails/{id}/open",
      summary: "Create a ticket from a held mail",
      needs: "tickets.write",
      params: object(mailParam),
      query: nothing,
      body: nothing,
      response: MailShape,
      async handle({ caller, read, language, params }) {
        const done = await engine.commands.openHeld(caller, params.id);
        return done.ok ? whole({ read, language }, params.id) : done;
      },
    }),

    route({
      method: "post",
      path: "/mails/{id}/file",
      summary: "Archive a held mail without a ticket; it can still be found",
      needs: "tickets.write",
      params: object(mailParam),
      query: nothing,
      body: nothing,
      response: MailShape,
      async handle({ caller, read, language, params }) {
        const done = await engine.commands.fileHeld(caller, params.id);
        return done.ok ? whole({ read, language }, params.id) : done;
      },
    }),
  ];

  async function whole({ read, language }: Reader, id: MailId) {
    const row = read.mails.find(id);
    if (!row) return refuse(noMail);
    const wouldSend = row.cause?.code === "notification-quotation" ? row.cause.text : null;
    return ok({
      body: {
        ...mailOf(row, read.mails.tickets(row), language),
        wouldSend,
        message: await messages.ofMail(read, row),
      },
    });
  }

  async function rawOf(read: Read, id: MailId): Promise<Result<Uint8Array, Fault>> {
    const raw = await read.mails.raw(id);
    return raw ? ok(raw) : refuse(noMail);
  }
}

const noMail = fault("mail.unknown");
