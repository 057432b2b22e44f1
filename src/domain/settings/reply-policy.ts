import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Actor } from "../actor.ts";
import { isWithin, repliesFields } from "./fields/index.ts";

/** The settings that influence when replies leave. They are in the journal. */
export interface ReplyPolicy {
  /** Milliseconds for which a reply that a person sends in the pages waits, and can be taken back; 0: it leaves at once. */
  readonly undoDelay: number;
}

/** The policy before anything is recorded. */
export const noReplyPolicy: ReplyPolicy = { undoDelay: 0 };

/** The first policy of a journal. */
export const firstReplyPolicy: ReplyPolicy = { undoDelay: 5000 };

/** The longest that can be set, in milliseconds. */
export const MOST_UNDO_DELAY = repliesFields.undoDelay.most;

/**
 * The policy with some of it changed.
 * @returns or the fault of the first field that is not valid
 */
export function changedReplyPolicy(
  before: ReplyPolicy,
  change: Partial<ReplyPolicy>,
): Result<ReplyPolicy, Fault> {
  const { undoDelay } = { ...before, ...change };
  if (!isWithin(repliesFields.undoDelay, undoDelay)) {
    const params = { most: MOST_UNDO_DELAY / 1000 };
    return refuse(fault("replies.undo-delay", { field: "undoDelay", params }));
  }
  return ok({ undoDelay });
}

/** How long an author's replies wait. A program that sends one has no second thoughts: it says itself when it may leave. */
export const undoDelayFor = ({ undoDelay }: ReplyPolicy, { kind }: Actor): number =>
  kind === "user" ? undoDelay : 0;

/** Whether nothing differs. */
export const sameReplyPolicy = (a: ReplyPolicy, b: ReplyPolicy): boolean => a.undoDelay === b.undoDelay;
