import * as z from "zod";
import { type Fault, fault } from "../../../base/fault.ts";
import { type MessageKey, sha256 } from "../../../base/ids.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Recorded } from "../../../domain/events.ts";
import type { Done } from "../../../engine/tickets/types.ts";
import { download } from "../download.ts";
import {
  address,
  attachmentParam,
  bodies,
  file,
  messageParam,
  nothing,
  object,
  text,
  ticketParam,
  time,
} from "../inputs.ts";
import type { Messages } from "../messages.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { Message } from "../shapes.ts";

/** What is said in a ticket: replies, notes, attachments. */
export function conversationRoutes(parts: ApiParts, messages: Messages): readonly Route[] {
  const { engine, record, attachment, htmlToText } = parts;

  return [
    route({
      method: "post",
      path: "/tickets/{number}/replies",
      summary: "Reply: to the one who wrote last, or the requester, unless `to` says otherwise",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({
        text: text.exactOptional(),
        html: text.exactOptional().describe("Sanitised before it goes out"),
        to: z.array(address).max(50).exactOptional(),
        cc: z.array(address).max(50).exactOptional(),
        all: z.boolean().exactOptional().describe("Whether it goes to everyone in the message it answers"),
        attachments: z.array(file).max(100).exactOptional(),
        close: z.boolean().exactOptional().describe("Whether the ticket is closed with it"),
        sendAt: time.exactOptional().describe("When it leaves; until then it can be taken back"),
        unlessAnswered: z
          .boolean()
          .exactOptional()
          .describe("Whether it stays here if the requester writes, or another reply leaves, before it does"),
        ifVersion: z
          .int()
          .min(1)
          .exactOptional()
          .describe(
            "Refused with thing.moved-on if something happened to the ticket since this version of it",
          ),
      }),
      bodyLimit: bodies.files,
      status: 201,
      response: Message,
      remembers: true,
      async handle({ caller, params, body, once }) {
        const { html, ifVersion, ...rest } = body;
        const text = body.text === undefined ? await htmlToText(html ?? "") : ok(body.text);
        if (!text.ok) return text;
        const reply = { ...rest, text: text.value, html: html ?? null };
        return said(await engine.commands.reply(caller, params.number, reply, { once, ifVersion }));
      },
    }),

    route({
      method: "delete",
      path: "/tickets/{number}/replies/{id}",
      summary: "Take back a reply that has not left yet; it stays in the conversation as taken back",
      needs: "tickets.write",
      params: object({ ...ticketParam, ...messageParam }),
      query: nothing,
      body: nothing,
      response: Message,
      handle: async ({ caller, params }) =>
        said(await engine.commands.takeBack(caller, params.number, params.id)),
    }),

    route({
      method: "post",
      path: "/tickets/{number}/notes",
      summary: "Add a note that stays inside",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({ text }),
      bodyLimit: bodies.text,
      status: 201,
      response: Message,
      remembers: true,
      handle: async ({ caller, params, body, once }) =>
        said(await engine.commands.note(caller, params.number, body.text, { once })),
    }),

    route({
      method: "get",
      path: "/tickets/{number}/messages/{id}",
      summary: "One message with all of its text",
      needs: "tickets.read",
      params: object({ ...ticketParam, ...messageParam }),
      query: nothing,
      body: nothing,
      response: Message,
      async handle({ params }) {
        const there = record.queries.ticketOf(params.id) === params.number;
        const message = there ? await messageOf(params.id) : null;
        return message ? ok({ body: message }) : refuse(noMessage);
      },
    }),

    route({
      method: "get",
      path: "/tickets/{number}/messages/{id}/attachments/{attachment}",
      summary: "The bytes of an attachment",
      needs: "tickets.read",
      params: object({ ...ticketParam, ...messageParam, ...attachmentParam }),
      query: nothing,
      body: nothing,
      response: z.null(),
      media: { types: ["application/octet-stream"], json: false },
      async handle({ params }) {
        const recorded = record.view.message(params.id);
        if (recorded?.ticket !== params.number) return refuse(noAttachment);
        return attachmentOf(recorded, params.attachment);
      },
    }),
  ];

  async function said(done: Result<Done, Fault>) {
    if (!done.ok) return done;
    const message = await messageOf(done.value.message);
    return message ? ok({ body: message }) : refuse(fault("internal.bug"));
  }

  async function messageOf(key: MessageKey | undefined) {
    const recorded = key === undefined ? null : record.view.message(key);
    return recorded && messages.one(recorded);
  }

  async function attachmentOf({ event }: Recorded, id: string): Promise<Result<Response, Fault>> {
    if (event.type === "ReplyWritten") {
      const found = event.attachments.find((one) => one.id === id);
      const bytes = found && record.blobs.find(found.sha256);
      return bytes ? ok(download(Uint8Array.from(bytes), found.type, found.name)) : refuse(noAttachment);
    }
    if (event.type !== "MessageReceived") return refuse(noAttachment);
    const mail = record.view.mail(event.mail);
    const raw = mail && record.blobs.find(sha256(mail.sha256.toString("hex")));
    const read = raw && (await attachment(raw, id));
    if (!read) return refuse(noAttachment);
    return read.ok ? ok(download(Uint8Array.from(read.value.bytes), read.value.type, read.value.name)) : read;
  }
}

const noMessage = fault("message.unknown");
const noAttachment = fault("attachment.unknown");
