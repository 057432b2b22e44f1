import * as z from "zod";
import { actorText } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import { type Shown, withoutSecrets } from "../../domain/secrets.ts";
import { timeOf } from "./shapes.ts";

export const EventShape = z
  .strictObject({
    position: z.int().min(1),
    time: z.iso.datetime(),
    actor: z.string().describe('The actor: "user:NAME", "token:NAME", "system:PART"'),
    ticket: z.int().nullable(),
    type: z
      .string()
      .describe('"Erased" if the content was erased for legal reasons; "data" then names the original type'),
    data: z.record(z.string(), z.unknown()).describe("The fields of this type of event"),
  })
  .meta({ id: "Event", description: "An entry of the journal" });

/** An event as the API returns it: without credentials. */
export function eventOf({ position, time, actor, ticket, event }: Recorded): z.input<typeof EventShape> {
  const { type, ...data } = published(event);
  return { position, time: timeOf(time), actor: actorText(actor), ticket, type, data };
}

/** Times in the API's format. */
function published(event: Recorded["event"]): Shown {
  switch (event.type) {
    case "MessageReceived":
      return { ...event, date: timeOrNull(event.date) };
    case "ReplyWritten":
      return {
        ...event,
        leaveAt: timeOrNull(event.leaveAt || null),
        ...(event.holdUntil === undefined ? {} : { holdUntil: timeOf(event.holdUntil) }),
      };
    case "StateChanged":
      return {
        ...event,
        ...(event.until === undefined ? {} : { until: timeOf(event.until) }),
        ...(event.was === undefined ? {} : { was: timeOf(event.was) }),
      };
    case "DeliveryAttempted":
      return { ...event, nextAt: timeOrNull(event.nextAt) };
    case "Changed":
      return { type: event.type, changes: withTime(event.changes), before: withTime(event.before) };
    default:
      return withoutSecrets(event);
  }
}

const timeOrNull = (at: number | null): string | null => (at === null ? null : timeOf(at));

const withTime = <T extends { readonly dueAt?: number | null }>(fields: T) =>
  fields.dueAt === undefined ? fields : { ...fields, dueAt: timeOrNull(fields.dueAt) };
