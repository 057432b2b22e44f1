import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import type { Caller } from "../../domain/people/index.ts";
import type { Record } from "../../record/record.ts";
import { forbidden } from "../people/caller.ts";

export interface HeldDeliveries {
  /**
   * Decides about all messages of which deliveries are held since a backup was restored: they go out now, or never.
   * @returns how many messages that were
   */
  decideHeldDeliveries(caller: Caller, what: "retry" | "cancel"): Promise<Result<number, Fault>>;
}

/** Messages in one commit: bounds how long all else waits for it. */
const AT_ONCE = 100;

/** What a restored backup may have sent already is for someone to decide. */
export function createHeldDeliveries({ record }: { readonly record: Record }): HeldDeliveries {
  return {
    async decideHeldDeliveries(caller, what) {
      const denied = forbidden(caller, "outbox.write");
      if (denied) return denied;
      const type = what === "retry" ? "DeliveryRetried" : "DeliveryCancelled";
      for (let done = 0; ; ) {
        const decided = await record.commit(caller.actor, (view) => {
          const messages = record.queries.heldDeliveries(AT_ONCE);
          const events = messages.map((message) => {
            const [first] = view.deliveries(message);
            // A notification is beside its ticket.
            const ticket = first?.kind === "answer" ? first.ticket : null;
            return { ticket, event: { type, message } } as const;
          });
          return { events, value: events.length };
        });
        done += decided;
        if (decided < AT_ONCE) return ok(done);
      }
    },
  };
}
