import * as z from "zod";
import { type Fault, fault } from "../../../base/fault.ts";
import type { MessageKey } from "../../../base/ids.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Recorded } from "../../../domain/events.ts";
import { judgements } from "../../../domain/ticket/index.ts";
import type { Done } from "../../../engine/tickets/types.ts";
import type { Read } from "../../../record/reading/index.ts";
import { download } from "../download.ts";
import {
  address,
  attachmentParam,
  bodies,
  file,
  messageParam,
  nothing,
  object,
  seenVersion,
  text,
  ticketParam,
  time,
} from "../inputs.ts";
import type { Messages, Reader } from "../messages.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { Message } from "../shapes.ts";

/** The contents of a ticket: replies, notes, attachments. */
export function conversationRoutes(parts: ApiParts, messages: Messages): readonly Route[] {
  const { engine, attachment, htmlToText } = parts;

  return [
    route({
      method: "post",
      path: "/tickets/{number}/replies",
      summary: "Reply; default recipient: the requester",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({
        text: text.exactOptional(),
        html: text.exactOptional().describe("Sanitised before it is sent"),
        to: z.array(address).max(50).exactOptional(),
        cc: z.array(address).max(50).exactOptional(),
        all: z
          .boolean()
          .exactOptional()
          .describe("Whether to reply to all: the others in the ticket's `recipients` get it in Cc"),
        attachments: z.array(file).max(100).exactOptional(),
        close: z.boolean().exactOptional().describe("Whether to close the ticket as well"),
        holdUntil: time
          .exactOptional()
          .describe(
            "Puts the ticket on hold until then: it comes back by itself, or as soon as the requester writes",
          ),
        sendAt: time.exactOptional().describe("When to send it; until then it can be taken back"),
        unlessAnswered: z
          .boolean()
          .exactOptional()
          .describe("Whether to cancel it if the requester writes or another reply is sent first"),
        ...seenVersion,
      }),
      bodyLimit: bodies.files,
      status: 201,
      response: Message,
      remembers: true,
      async handle({ caller, read, language, params, body, once }) {
        const { html, ifVersion, ...rest } = body;
        const text = body.text === undefined ? await htmlToText(html ?? "") : ok(body.text);
        if (!text.ok) return text;
        const reply = { ...rest, text: text.value, html: html ?? null };
        return said(
          { read, language },
          await engine.commands.reply(caller, params.number, reply, { once, ifVersion }),
        );
      },
    }),

    route({
      method: "delete",
      path: "/tickets/{number}/replies/{id}",
      summary: "Take back a reply that has not been sent yet; the conversation shows it as taken back",
      needs: "tickets.write",
      params: object({ ...ticketParam, ...messageParam }),
      query: nothing,
      body: nothing,
      response: Message,
      handle: async ({ caller, read, language, params }) =>
        said({ read, language }, await engine.commands.takeBack(caller, params.number, params.id)),
    }),

    route({
      method: "post",
      path: "/tickets/{number}/notes",
      summary: "Add an internal note",
      needs: "tickets.write",
      params: object(ticketParam),
      query: nothing,
      body: object({ text }),
      bodyLimit: bodies.text,
      status: 201,
      response: Message,
      remembers: true,
      handle: async ({ caller, read, language, params, body, once }) =>
        said({ read, language }, await engine.commands.note(caller, params.number, body.text, { once })),
    }),

    route({
      method: "get",
      path: "/tickets/{number}/messages/{id}",
      summary: "Get a message with its full text",
      needs: "tickets.read",
      params: object({ ...ticketParam, ...messageParam }),
      query: nothing,
      body: nothing,
      response: Message,
      async handle({ read, language, params }) {
        const there = read.tickets.ofMessage(params.id) === params.number;
        const message = there ? await messageOf({ read, language }, params.id) : null;
        return message ? ok({ body: message }) : refuse(noMessage);
      },
    }),

    route({
      method: "post",
      path: "/tickets/{number}/messages/{id}/verdict",
      summary: "Say of a received message that it is genuine or forged",
      needs: "tickets.write",
      params: object({ ...ticketParam, ...messageParam }),
      query: nothing,
      body: object({
        verdict: z
          .enum(judgements)
          .describe(
            "genuine: it is answered and quoted, and its author and recipients take part; forged: it is never answered or quoted",
          ),
      }),
      response: Message,
      remembers: true,
      handle: async ({ caller, read, language, params, body: { verdict }, once }) =>
        said(
          { read, language },
          await engine.commands.judgeMessage(caller, params.number, params.id, verdict, { once }),
        ),
    }),

    route({
      method: "get",
      path: "/tickets/{number}/messages/{id}/attachments/{attachment}",
      summary: "Download an attachment",
      needs: "tickets.read",
      params: object({ ...ticketParam, ...messageParam, ...attachmentParam }),
      query: nothing,
      body: nothing,
      response: z.null(),
      media: { types: ["application/octet-stream"], json: false },
      async handle({ read, params }) {
        const recorded = await read.messages.find(params.id);
        if (recorded?.ticket !== params.number) return refuse(noAttachment);
        return attachmentOf(read, recorded, params.attachment);
      },
    }),
  ];

  async function said(reader: Reader, done: Result<Done, Fault>) {
    if (!done.ok) return done;
    const message = await messageOf(reader, done.value.message);
    return message ? ok({ body: message }) : refuse(fault("internal.bug"));
  }

  async function messageOf(reader: Reader, key: MessageKey | undefined) {
    const recorded = key === undefined ? null : await reader.read.messages.find(key);
    return recorded && messages.one(reader, recorded);
  }

  async function attachmentOf(read: Read, { event }: Recorded, id: string): Promise<Result<Response, Fault>> {
    if (event.type === "ReplyWritten") {
      const file = await read.messages.file(event.message, id);
      return file ? ok(download(Uint8Array.from(file.bytes), file.type, file.name)) : refuse(noAttachment);
    }
    if (event.type !== "MessageReceived") return refuse(noAttachment);
    const raw = await read.messages.raw(event.message);
    const file = raw && (await attachment(raw, id));
    if (!file) return refuse(noAttachment);
    return file.ok ? ok(download(Uint8Array.from(file.value.bytes), file.value.type, file.value.name)) : file;
  }
}

const noMessage = fault("message.unknown");
const noAttachment = fault("attachment.unknown");
