import { type Fault, fault } from "../../base/fault.ts";

/** What a person wants of a mail in the outbox: to be sent now, or no more. */
export type DeliveryChange = "retry" | "cancel";

/**
 * Why a mail's deliveries cannot be changed; null if they can.
 * @param takenBack whether it is a reply that was taken back
 */
export function unchangeable(
  what: DeliveryChange,
  deliveries: readonly { readonly state: string }[],
  takenBack: boolean,
): Fault | null {
  if (deliveries.every(({ state }) => state === "delivered")) return fault("delivery.done");
  return what === "retry" && takenBack ? fault("reply.taken-back") : null;
}
