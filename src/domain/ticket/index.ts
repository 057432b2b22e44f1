/** The ticket: what can happen to it (types), what it is after that (evolve), what is decided (decide). */
export { bouncedRecipients } from "./bounced.ts";
export { answer, type Change, change, isOverdue, messageOf, receive } from "./decide.ts";
export { erasedMessage, isErasedTicket } from "./erased.ts";
export { evolve } from "./evolve.ts";
export { goesOnIn, merge, moveMessages, unmerge } from "./merge.ts";
export {
  type NoticeAbout,
  type NoticeEvent,
  type NotificationCounts,
  type Notified,
  noticeLimits,
  notificationDue,
} from "./notice.ts";
export { passes } from "./passes.ts";
export { parseQuery, type Term, type TicketFilter, type TicketQuery } from "./query.ts";
export { messageToReplyTo, type ReplyRecipients, replyRecipients } from "./recipients.ts";
export { isErased, isTicketEvent } from "./recorded.ts";
export {
  answerAddress,
  answerMessageId,
  bounceAddress,
  type Claim,
  claimInAddress,
  claimInBounceAddress,
  claimInMessageId,
  messageInMessageId,
  noticeAddress,
  noticeClaimIn,
  noticeMessageId,
  sameToken,
  tokenFrom,
  withoutDetail,
} from "./token.ts";
export * from "./types.ts";
