/** Drafts of outgoing mail: the texts of replies, notifications and warnings, and their headers. */
export type { MailDraft, OutgoingDraft } from "./draft.ts";
export { notificationDraft } from "./notification-draft.ts";
export { acknowledge, type ReplyContext, replyDraft } from "./reply-draft.ts";
export { warningDraft } from "./warning-draft.ts";
