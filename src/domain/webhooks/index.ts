/** Calls of other systems' endpoints: what they are told of, and when a call is tried again. */
export {
  type AttemptFacts,
  type AttemptOutcome,
  decideHookAttempt,
  isTrusted,
  type LaneState,
} from "./attempt.ts";
export { failedRecipients, type Told, toldOf } from "./told.ts";
