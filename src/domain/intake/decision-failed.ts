import { fault, storedFault } from "../../base/fault.ts";
import type { HeldCause } from "./cause.ts";

/** Why a mail is held on which deciding failed. What the error says is for the log: here is its kind alone. */
export function decisionFailed(error: unknown): {
  readonly reason: "decision-failed";
  readonly cause: Extract<HeldCause, { code: "decision-failed" }>;
} {
  const kind = error instanceof Error ? error.name : typeof error;
  const found = storedFault(fault("decision.error", { params: { error: kind } }));
  return { reason: "decision-failed", cause: { code: "decision-failed", fault: found } };
}
