/** Calls of other systems' endpoints: what they are told of, and when a call is tried again. */
export { decideHookAttempt, isTrusted } from "./attempt.ts";
export { failedRecipients, type Told, toldOf } from "./told.ts";
