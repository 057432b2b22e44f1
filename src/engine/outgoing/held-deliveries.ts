import type { Fault } from "../../base/fault.ts";
import type { MessageKey } from "../../base/ids.ts";
import { ok, type Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { type Caller, scopeOf } from "../../domain/policy/index.ts";
import { MOST_WITH_REPLY, recordedWith, takeBack } from "../../domain/ticket/index.ts";
import { withinOf } from "../../record/queries/within.ts";
import type { RecordStore } from "../../record/record.ts";
import type { ReplyRow, View } from "../../record/view.ts";
import { ticketsOf } from "../depends.ts";
import { type PastEvents, withPast } from "../past.ts";
import { forbidden } from "../people/caller.ts";

export interface HeldDeliveries {
  /**
   * Decides about all messages in the caller's scope with deliveries held since a backup was restored: they are sent now,
   * or never.
   * @returns how many messages there were
   */
  decideHeldDeliveries(caller: Caller, what: "retry" | "cancel"): Promise<Result<number, Fault>>;
}

/** Messages in one commit: limits how long everything else waits for it. */
const AT_ONCE = 100;

/** Deliveries that may have been sent before a backup was restored need a person's decision. */
export function createHeldDeliveries({ record }: { readonly record: RecordStore }): HeldDeliveries {
  return {
    async decideHeldDeliveries(caller, what) {
      const denied = forbidden(caller, "outbox.write");
      if (denied) return denied;
      const within = withinOf(scopeOf(caller));
      for (let done = 0; ; ) {
        const decided = await withPast(record, (past) =>
          record.commit(caller.actor, (view) => {
            const messages = record.queries.heldDeliveries(AT_ONCE, within);
            const events = messages.flatMap((message) => deliveryChange(view, past, message, what));
            const dependsOn = [
              ...messages.map((message) => ({ on: "queued", message }) as const),
              ...ticketsOf(view, events),
            ];
            return { events, dependsOn, value: messages.length };
          }),
        );
        done += decided;
        if (decided < AT_ONCE) return ok(done);
      }
    },
  };
}

/**
 * The events of retrying or cancelling a message's deliveries. Cancelling a reply that is not composed yet
 * means taking it back.
 */
export function deliveryChange(
  view: View,
  past: PastEvents,
  message: MessageKey,
  what: "retry" | "cancel",
): readonly NewEvent[] {
  if (what === "retry") return [deliveryRetried(view, message)];
  const reply = view.reply(message);
  const back = reply && takenBack(view, past, reply);
  if (back?.ok) return back.value;
  return [{ ticket: ticketOf(view, message), event: { type: "DeliveryCancelled", message } }];
}

/** The event of retrying a message's deliveries. */
export const deliveryRetried = (view: View, message: MessageKey): NewEvent => ({
  ticket: ticketOf(view, message),
  event: { type: "DeliveryRetried", message },
});

/** A notification is not part of its ticket. */
function ticketOf(view: View, message: MessageKey): NewEvent["ticket"] {
  const [first] = view.deliveries(message);
  return first?.kind === "reply" ? first.ticket : null;
}

/** A reply that is not composed yet is taken back. */
export function takenBack(view: View, past: PastEvents, row: ReplyRow): Result<readonly NewEvent[], Fault> {
  const ticket = view.ticket(row.ticket);
  if (!ticket) return ok([]);
  const state = { composed: row.composed !== null, takenBack: row.state === "taken-back" };
  const after = Array.from({ length: MOST_WITH_REPLY + 1 }, (_, n) => row.written + n);
  const [written, ...next] = past.at(after);
  const made = written?.position === row.written ? recordedWith(written, next) : [];
  const events = takeBack(ticket, row, state, made);
  return events.ok ? ok(events.value.map((event) => ({ ticket: ticket.number, event }))) : events;
}
