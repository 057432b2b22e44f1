import { type Fault, fault } from "../../base/fault.ts";
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import type { NewEvent } from "../events.ts";
import type { Route } from "../settings/events.ts";

/** What a person wants of a mail in the outbox: to be sent now, or no more. */
export type DeliveryChange = "retry" | "cancel";

/** A delivery of a mail, one for each recipient. */
interface Delivery {
  readonly state: string;
  readonly kind: "reply" | "notification" | "warning";
  readonly ticket: TicketNumber | null;
}

/**
 * Why a mail's deliveries cannot be changed; null if they can.
 * @param takenBack whether it is a reply that was taken back
 */
export function unchangeable(
  what: DeliveryChange,
  deliveries: readonly Pick<Delivery, "state">[],
  takenBack: boolean,
): Fault | null {
  if (deliveries.every(({ state }) => state === "delivered")) return fault("delivery.done");
  return what === "retry" && takenBack ? fault("reply.taken-back") : null;
}

/**
 * Retries or cancels a mail's deliveries. Cancelling a reply that is not composed yet means taking it back. One that is
 * taken back may still have deliveries to cancel, after its end was erased by law.
 * @param back what taking the reply back records; null if it is not a reply
 */
export function decideDeliveryChange(
  message: MessageKey,
  what: DeliveryChange,
  deliveries: readonly Delivery[],
  back: Result<readonly NewEvent[], Fault> | null,
): readonly NewEvent[] {
  if (what === "retry") return [deliveryRetried(message, deliveries)];
  const settled = deliveries.every(({ state }) => state !== "held");
  if (back?.ok && (back.value.length > 0 || settled)) return back.value;
  return [{ ticket: ticketOf(deliveries), event: { type: "DeliveryCancelled", message } }];
}

/** Retries a mail's deliveries. */
export const deliveryRetried = (message: MessageKey, deliveries: readonly Delivery[]): NewEvent => ({
  ticket: ticketOf(deliveries),
  event: { type: "DeliveryRetried", message },
});

/** A notification is not part of its ticket. */
function ticketOf([first]: readonly Delivery[]): TicketNumber | null {
  return first?.kind === "reply" ? first.ticket : null;
}

/**
 * The OAuth account that the delivery route logs in with, if someone has signed in to it: then deliveries that were deferred
 * for want of its access token are retried. Null if there is none.
 */
export function signedInWith(
  route: Route | null,
  accounts: readonly { readonly name: string; readonly refreshToken: string }[],
): string | null {
  const account = route?.kind === "smtp" ? route.oauth : undefined;
  return accounts.find(({ name, refreshToken }) => name === account && refreshToken !== "")?.name ?? null;
}
