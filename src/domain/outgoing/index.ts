/** What goes out, as drafts: the words of replies, notifications and warnings, and the headers around them. */
export type { MailDraft, OutgoingDraft } from "./draft.ts";
export { notificationDraft } from "./notification-draft.ts";
export { acknowledge, type ReplyContext, replyDraft } from "./reply-draft.ts";
export { warningDraft } from "./warning-draft.ts";
