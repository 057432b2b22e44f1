import type { Fault } from "../../base/fault.ts";
import type { MessageKey } from "../../base/ids.ts";
import { ok, type Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { type DeliveryChange, decideDeliveryChange, unchangeable } from "../../domain/outgoing/index.ts";
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
   * or never. A reply that was taken back can only be cancelled: it stays held otherwise.
   * @returns how many messages were decided about
   */
  decideHeldDeliveries(caller: Caller, what: DeliveryChange): Promise<Result<number, Fault>>;
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
      let done = 0;
      // Some stay held: each is looked at once, in the order of their positions.
      for (let after: number | null = 0; after !== null; ) {
        const from: number = after;
        const part = await withPast(record, (past) =>
          record.commit(caller.actor, (view) => {
            const held = record.queries.heldDeliveries(AT_ONCE, within, from);
            const messages = held.filter((message) => isChangeable(view, message, what));
            const events = messages.flatMap((message) => deliveryChange(view, past, message, what));
            const dependsOn = [
              ...messages.map((message) => ({ on: "queued", message }) as const),
              ...ticketsOf(view, events),
            ];
            const last = held.length < AT_ONCE ? undefined : held.at(-1);
            const value = { decided: messages.length, next: last ? placeOf(view, last) : null };
            return { events, dependsOn, value };
          }),
        );
        done += part.decided;
        after = part.next;
      }
      return ok(done);
    },
  };
}

const isChangeable = (view: View, message: MessageKey, what: DeliveryChange): boolean =>
  unchangeable(what, view.deliveries(message), view.reply(message)?.state === "taken-back") === null;

/** The position of the event that queued a message; null if there is nothing of it left. */
const placeOf = (view: View, message: MessageKey): number | null =>
  view.deliveries(message)[0]?.position ?? null;

/** The events of retrying or cancelling a message's deliveries. */
export function deliveryChange(
  view: View,
  past: PastEvents,
  message: MessageKey,
  what: DeliveryChange,
): readonly NewEvent[] {
  const reply = what === "cancel" ? view.reply(message) : null;
  const back = reply && takenBack(view, past, reply);
  return decideDeliveryChange(message, what, view.deliveries(message), back);
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
