/**
 * Intake: the outcome of a mail. The engine gathers `Facts`, `decideIncoming` decides from them alone, and its `Outcome`
 * says what to record, by which rules of SPEC.md, and what must not have changed meanwhile.
 */
export { type Addressees, addresseesOf } from "./addressees.ts";
export { type AgentText, agentText, decideAgentReply } from "./agent-reply.ts";
export { authorOf, isList, requesterOf } from "./author.ts";
export { autoReplyLimits, autoReplyTarget, isWrittenTo, withinAutoReplyLimits } from "./auto-reply.ts";
export type { MailCause } from "./cause.ts";
export { copyKind, copyRelation, isUnsentReply } from "./copy.ts";
export { continued, decideIncoming } from "./decide.ts";
export { decisionFailed } from "./decision-failed.ts";
export type {
  AssigneeFacts,
  AutoReplyCounts,
  CopyFacts,
  DeliveryFacts,
  Facts,
  FloodFacts,
  IncomingMessage,
  MailFacts,
  NewIds,
  NotificationFacts,
  OpeningFacts,
  OwnMailFacts,
  PersonFacts,
  PlusTestFacts,
  ReplyFacts,
  RuleAnswers,
  RuledPerson,
  RuleForwardFacts,
  RuleReplyFacts,
  RulesetFacts,
  TicketFacts,
  ToldFacts,
} from "./facts.ts";
export { soughtSent } from "./filed-sent.ts";
export { floodLimits, isRepetition } from "./flood.ts";
export { isLate } from "./follow-up.ts";
export {
  decideFile,
  decideJoin,
  decideOpen,
  type HeldMailFacts,
  heldMessage,
  type SameMail,
  stillHeld,
} from "./held.ts";
export { heldEvent } from "./held-event.ts";
export { evidenceState } from "./known.ts";
export { type LocalAddresses, localAddresses, mailboxFor } from "./mailbox.ts";
export { isOld } from "./new-ticket.ts";
export {
  type MailOutcome,
  mailOutcomes,
  type Outcome,
  type Rule,
  type Settled,
  settledBy,
} from "./outcome.ts";
export { besideSent, isSent, ownMailOf } from "./own-mail.ts";
export { asReply, mayComeBack, notificationPlaces, recipientsOf, refersTo, reportedIds } from "./places.ts";
export type { RecentTicket } from "./recent-ticket.ts";
export { decideReception } from "./reception.ts";
export { decideReplyCopies } from "./reply-copies.ts";
export { isReplyCopy } from "./reply-copy.ts";
export { ruledMove } from "./rule-moves.ts";
export { ruleReplyTarget } from "./rule-reply.ts";
export { ruledNotifications, type Told } from "./rule-told.ts";
export {
  changeEvents,
  changesOf,
  chosenIn,
  failureTag,
  firedIn,
  isAnswered,
  mailForRules,
  namedByRules,
  namedIn,
  readForRules,
  versionsOf,
} from "./rules.ts";
