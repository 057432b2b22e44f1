/** What endpoints of webhooks are told of an event, in the shapes of the API. */
import * as z from "zod";
import { actorText } from "../../domain/actor.ts";
import { system } from "../../domain/policy/index.ts";
import { webhookEvents } from "../../domain/settings/index.ts";
import { failedRecipients } from "../../domain/webhooks/index.ts";
import type { Describe } from "../../engine/webhooks/endpoint.ts";
import type { Read, Reading } from "../../record/reading/index.ts";
import type { Language } from "../../text/index.ts";
import { eventOf } from "./events.ts";
import type { Messages } from "./messages.ts";
import { Message, summaryOf, TicketSummary } from "./shapes.ts";

/** The `data` of a request to an endpoint. */
export const ToldShape = z
  .strictObject({
    position: z.int().min(1).describe("Where it is in the journal"),
    number: z.int().min(1).describe("The ticket's number"),
    actor: z.string().exactOptional().describe('Who did it: "user:NAME", "token:NAME", "system:PART"'),
    ticket: TicketSummary.nullable().describe("As it is when the request is made ready; null if it is gone"),
    message: Message.nullable()
      .exactOptional()
      .describe("The message that it is about, without HTML; of a new ticket, its first one"),
    change: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe("ticket.changed: `changes` and `before`; ticket.state_changed: `from` and `to`"),
    rules: z.array(z.string()).exactOptional().describe("rule.called: the rules that called"),
    failed: z.array(z.string()).exactOptional().describe("delivery.failed: the recipients"),
  })
  .meta({ id: "WebhookData" });

/** A request to an endpoint. */
export const ToldEvent = z
  .strictObject({
    type: z.enum([...webhookEvents, "rule.called"]),
    timestamp: z.iso.datetime().describe("When it happened"),
    data: ToldShape,
  })
  .meta({ id: "WebhookEvent", description: "What a webhook is told" });

interface Parts {
  readonly reading: Reading;
  readonly messages: Pick<Messages, "brief">;
  /** Of the few texts in it, such as why a delivery failed. */
  readonly language: Language;
  readonly now: () => number;
}

/** Events of a ticket among which its first message is looked for, and the most bytes of them. */
const FIRST = 6;
const MOST_BYTES = 4 * 1024 * 1024;

/** Describes events for endpoints, which are told of everything. */
export function createDescribe({ reading, messages, language, now }: Parts): Describe {
  return async (number, told, recorded): Promise<z.input<typeof ToldShape> | null> => {
    const read = reading.for(system("webhooks"));
    const ticket = read.tickets.find(number);
    if (ticket === null) return null;
    const { event } = recorded;
    const about =
      told.type === "ticket.opened"
        ? await firstMessage(read, number)
        : told.message && (await read.messages.find(told.message));
    return {
      ...{ position: recorded.position, number, actor: actorText(recorded.actor) },
      ticket: summaryOf(ticket, now(), read),
      ...(about === null ? {} : { message: await messages.brief({ read, language }, about) }),
      ...(event.type === "Changed" || event.type === "StateChanged"
        ? { change: eventOf(recorded).data }
        : {}),
      ...(told.rules === undefined ? {} : { rules: [...told.rules] }),
      ...(told.type === "delivery.failed" ? { failed: [...failedRecipients(event)] } : {}),
    };
  };
}

/** The message that opened a ticket; null if it has none. */
async function firstMessage(read: Read, number: Parameters<Describe>[0]) {
  const { events } = await read.tickets.journal(number, 0, FIRST, MOST_BYTES);
  return (
    events.find(({ event }) => ["MessageReceived", "ReplyWritten", "NoteAdded"].includes(event.type)) ?? null
  );
}
