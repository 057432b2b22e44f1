/** Drafts of outgoing mail: replies, notifications and warnings with their headers. */
export type { MailDraft, OutgoingDraft, Words } from "./draft.ts";
export { notificationDraft } from "./notification-draft.ts";
export { acknowledge, type ReplyContext, replyDraft } from "./reply-draft.ts";
export { warningDraft } from "./warning-draft.ts";
