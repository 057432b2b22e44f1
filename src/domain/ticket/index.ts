/** Tickets: their events (types), their state after these (evolve), decisions about them (decide). */
export { withoutDetail } from "../mail/address.ts";
export { bouncedRecipients } from "./bounced.ts";
export type { ClockTold } from "./clock-told.ts";
export { type Change, change, isTag, messageOf, receive } from "./decide.ts";
export {
  type DraftFields,
  type DraftForm,
  type DraftKind,
  type DraftPlace,
  invalidDraft,
  isEmptyDraft,
  isSentDraft,
  mayReplaceDraft,
} from "./draft.ts";
export { erasedMessage, isErasedTicket, openedErased } from "./erased.ts";
export { evolve } from "./evolve.ts";
export type { Also, TicketCondition, TicketFilter } from "./filter.ts";
export { happeningOf } from "./happened.ts";
export { judge } from "./judgement.ts";
export { type Accounts, type MessagePeople, peopleOfMessage } from "./leaving.ts";
export { byUrgency, type ListOrder, listOrders, usualOrder } from "./list-order.ts";
export { matchesFilter } from "./matches-filter.ts";
export {
  dismissMerge,
  followMerges,
  type MoveFacts,
  merge,
  moveMessages,
  suggestedMerge,
  unmerge,
} from "./merge.ts";
export { MOST_CHANGES, missedSince, movedFault, movedSince, type TicketChange } from "./moved.ts";
export {
  type NotificationAbout,
  type NotificationCounts,
  type NotificationEvent,
  type Notified,
  notificationDue,
  notificationLimits,
} from "./notification.ts";
export { addNote, beginsIn, invalidTicket, openedWith, openTicket, split } from "./open.ts";
export { readingOrder, writtenAt } from "./order.ts";
export {
  addParticipant,
  isByNewcomer,
  isKeptFromReplies,
  isNewHere,
  mayBeQuotedTo,
  removeParticipant,
  shownParticipants,
} from "./people.ts";
export { addressed, isToReplyTo, type ReplyRecipients, replyRecipients } from "./recipients.ts";
export { type EntryDirection, isErased, isTicketEvent } from "./recorded.ts";
export {
  entryElsewhere,
  fullText,
  invalidReply,
  MOST_WITH_REPLY,
  type NewReply,
  recipientsOf,
  recordedWith,
  repeated,
  reply,
  shownElsewhere,
  takeBack,
  tooLarge,
  withheld,
  writeReply,
} from "./reply.ts";
export { returned } from "./returned.ts";
export type {
  NoForward,
  NoReply,
  RuleAction,
  RuledTicket,
  RuleFailure,
  RulesRan,
  TicketRulesRan,
} from "./rules-ran.ts";
export { type Chosen, chooseFrom, type Share, sameShare } from "./share.ts";
export { clockTold, timeReached, timesAfter } from "./times.ts";
export {
  bounceAddress,
  type Claim,
  claimInAddress,
  claimInBounceAddress,
  claimInMessageId,
  messageInMessageId,
  type NotificationClaim,
  notificationAddress,
  notificationClaimIn,
  notificationMessageId,
  replyAddress,
  replyMessageId,
  sameToken,
  tokenFrom,
} from "./token.ts";
export * from "./types.ts";
export { LONGEST_CHANGE, undoChange } from "./undo.ts";
export {
  type Doer,
  doers,
  type Happening,
  isTimeWait,
  isWaitedFor,
  MOST_RUNS,
  type RuledField,
  ruledFields,
  type TicketHappened,
  type TicketWait,
} from "./waits.ts";
