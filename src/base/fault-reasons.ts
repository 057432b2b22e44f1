/**
 * Reasons: what a fault's code leaves open. Each belongs to one code and names the parameters that its words
 * in `src/text/` take.
 */
import type { FaultCode } from "./fault-codes.ts";

export const reasons = {
  "setup.code.often": ["rate.limited"],
  "setup.code.wrong": ["auth.failed"],
  "ticket.unknown": ["thing.not-found", "number"],
} as const satisfies Record<string, readonly [code: FaultCode, ...params: string[]]>;

export type Reason = keyof typeof reasons;
/** Names of the parameters of a reason; never where it has none. */
export type ReasonParams<R extends Reason> = (typeof reasons)[R] extends readonly [
  unknown,
  ...infer P extends string[],
]
  ? P[number]
  : never;

/** Whether this is the name of a reason. */
export const isReason = (name: string): name is Reason => Object.hasOwn(reasons, name);
