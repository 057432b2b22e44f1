import type { FaultCode } from "./fault-codes.ts";
import { isReason, type Reason, type ReasonParams, reasons } from "./fault-reasons.ts";

/**
 * An expected failure as a value. What people read about it is in `src/text/`, found by its code or reason and its parameters;
 * the cause is for the log alone.
 */

export { type FaultCode, faultCodes, faultKind } from "./fault-codes.ts";
export type { PlainReason, Reason } from "./fault-reasons.ts";

/** What the words of a fault are found by: a code, or a reason, which is finer. */
export type FaultName = FaultCode | Reason;

export interface Fault {
  /** Stable: programs rely on it. */
  readonly code: FaultCode;
  /** Which of the things that the code stands for, where there are several. */
  readonly reason?: Reason;
  /** What the words of the reason are filled with. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** The field of the request that is at fault, where there is one. */
  readonly field?: string;
  /** Seconds after which it is worth trying again, where that is known. */
  readonly retryAfter?: number;
  /** For the log alone; never shown to a peer. */
  readonly cause?: unknown;
}

type More = Pick<Fault, "field" | "retryAfter" | "cause">;
type Arguments<N extends FaultName> = N extends Reason
  ? [ReasonParams<N>] extends [never]
    ? [more?: More]
    : [more: More & { readonly params: { readonly [P in ReasonParams<N>]: string | number } }]
  : [more?: More];

/** A fault of the given code or reason; `more` carries the reason's parameters, the field, the cause. */
export function fault<const N extends FaultName>(name: N, ...[more]: Arguments<N>): Fault {
  return isReason(name) ? { code: reasons[name][0], reason: name, ...more } : { code: name, ...more };
}
