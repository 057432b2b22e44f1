import { type Fault, fault } from "../../base/fault.ts";

/** The latest time until which a ticket can be held: milliseconds from now. */
const LATEST_HOLD = 5 * 366 * 24 * 3_600_000;

/** The fault of a time until which a ticket is to be held; null for none. @param now both in milliseconds since 1970 */
export const invalidHold = (until: number, now: number): Fault | null =>
  Number.isFinite(until) && until > now && until <= now + LATEST_HOLD
    ? null
    : fault("ticket.hold-time", { field: "heldUntil" });
