import type { FaultCode } from "./fault-codes.ts";
import { isReason, type Reason, type ReasonParams, reasons } from "./fault-reasons.ts";

/**
 * An expected failure as a value. Its text for people is in `src/text/`, found by its code or reason and its parameters;
 * the cause is only for the log.
 */

export { type FaultCode, faultCodes, faultKind } from "./fault-codes.ts";
export { isReason, type PlainReason, type Reason } from "./fault-reasons.ts";

/** The key of a fault's text: a code, or a reason, which is finer. */
export type FaultName = FaultCode | Reason;

/** A parameter of a text. What lies behind a fault is a fault itself, and is said in its place. */
export type FaultParam = string | number | StoredFault;

export interface Fault {
  /** Stable: programs rely on it. */
  readonly code: FaultCode;
  /** Refines the code, if it stands for several things. */
  readonly reason?: Reason;
  /** The parameters of the reason's text. */
  readonly params?: Readonly<Record<string, FaultParam>>;
  /** The field of the request that is at fault, if any. */
  readonly field?: string;
  /** Seconds after which to try again, if known. */
  readonly retryAfter?: number;
  /** Only for the log; never shown to a peer. */
  readonly cause?: unknown;
}

/** A fault as it is stored in the journal, and passed between threads: what its words are found by, without its cause. */
export type StoredFault = Pick<Fault, "code" | "reason" | "params">;

/** What is stored of a fault. */
export const storedFault = ({ code, reason, params }: Fault): StoredFault => ({
  code,
  ...(reason === undefined ? {} : { reason }),
  ...(params === undefined ? {} : { params: storedParams(params) }),
});

const storedParams = (params: NonNullable<Fault["params"]>): NonNullable<Fault["params"]> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "object" ? storedFault(value) : value,
    ]),
  );

type More = Pick<Fault, "field" | "retryAfter" | "cause">;
type Arguments<N extends FaultName> = N extends Reason
  ? [ReasonParams<N>] extends [never]
    ? [more?: More]
    : [more: More & { readonly params: { readonly [P in ReasonParams<N>]: FaultParam } }]
  : [more?: More];

/** A fault with this code or reason; `more` has the reason's parameters, the field, the cause. */
export function fault<const N extends FaultName>(name: N, ...[more]: Arguments<N>): Fault {
  return isReason(name) ? { code: reasons[name][0], reason: name, ...more } : { code: name, ...more };
}
