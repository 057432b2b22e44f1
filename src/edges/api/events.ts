import { z } from "zod";
import type { Event, Recorded } from "../../domain/events.ts";
import { timeOf } from "./shapes.ts";

export const EventShape = z
  .strictObject({
    position: z.int().min(1),
    time: z.iso.datetime(),
    actor: z.string().describe('Who did it: "user:NAME", "token:NAME", "system:PART"'),
    ticket: z.int().nullable(),
    type: z.string(),
    data: z.record(z.string(), z.unknown()).describe("What the type of event says"),
  })
  .meta({ id: "Event", description: "One fact of the journal" });

/** An event as the outside may see it: without what proves who someone is. */
export function eventOf({ position, time, actor, ticket, event }: Recorded): z.input<typeof EventShape> {
  const { type, ...data } = published(event);
  return { position, time: timeOf(time), actor, ticket, type, data };
}

type Published = { readonly type: Event["type"] } & { readonly [field: string]: unknown };

function published(event: Event): Published {
  switch (event.type) {
    case "UserCreated":
    case "PasswordChanged": {
      const { password: _, ...shown } = event;
      return shown;
    }
    case "TokenCreated": {
      const { hash: _, ...shown } = event;
      return shown;
    }
    case "TicketOpened": {
      const { token: _, ...shown } = event;
      return shown;
    }
    case "OutgoingChanged": {
      if (event.outgoing.kind !== "smtp") return event;
      const { password: _, ...outgoing } = event.outgoing;
      return { type: event.type, outgoing };
    }
    case "DkimKeyMade": {
      const { privateKey: _, ...shown } = event;
      return shown;
    }
    case "ImapAccountSaved": {
      const { login, ...account } = event.account;
      return { type: event.type, account: { ...account, login: login.kind } };
    }
    case "ImapTokenRenewed":
      return { type: event.type, name: event.name };
    case "ImapAccountRemoved":
      return event;
    case "MessageReceived":
      return { ...event, date: timeOrNull(event.date) };
    case "DeliveryAttempted":
      return { ...event, nextAt: timeOrNull(event.nextAt) };
    case "Changed":
      return { type: event.type, changes: withTime(event.changes), before: withTime(event.before) };
    case "MailReceived":
    case "MailChecked":
    case "MailFoundAgain":
    case "MailHeld":
    case "MailFiled":
    case "ReplyQueued":
    case "NoteAdded":
    case "StateChanged":
    case "DeliveryBounced":
    case "AnswerDue":
    case "MessagesGiven":
    case "MessagesTaken":
    case "DeliveryCancelled":
    case "DeliveryRetried":
    case "UserChanged":
    case "LoggedIn":
    case "TokenRevoked":
    case "SystemSetUp":
    case "MailboxSaved":
    case "GroupSaved":
    case "DkimKeyActivated":
    case "DkimKeyRemoved":
      return event;
  }
}

const timeOrNull = (at: number | null): string | null => (at === null ? null : timeOf(at));

const withTime = <T extends { readonly dueAt?: number | null }>(fields: T) =>
  fields.dueAt === undefined ? fields : { ...fields, dueAt: timeOrNull(fields.dueAt) };
