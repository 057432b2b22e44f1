/**
 * Outgoing mail: auto-replies, the drafts of replies, notifications and warnings with their headers, and when delivery is
 * tried again.
 */

export { decideAttempt, lastAttempt } from "./attempt.ts";
export { writeAutoReply } from "./auto-reply.ts";
export {
  type DeliveryChange,
  decideDeliveryChange,
  deliveryRetried,
  signedInWith,
  unchangeable,
} from "./change.ts";
export { decideQueued, decideReplyComposed } from "./composed.ts";
export type { MailDraft, OutgoingDraft, Words } from "./draft.ts";
export { notificationDraft } from "./notification-draft.ts";
export { type ReplyContext, replyDraft } from "./reply-draft.ts";
export { writeRuleForward, writeRuleReply } from "./rule-reply.ts";
export { warningDraft, warningSender } from "./warning-draft.ts";
