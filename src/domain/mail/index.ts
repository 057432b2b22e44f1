/**
 * What a mail means, without MIME: addresses, bounces, threading, what is new in a text, whom a program answers. Pure; its
 * bytes are read in `edges/mime`. README.md says which file does what.
 */
export {
  canonicalAddress,
  domainOf,
  isAddress,
  isRecipient,
  normalAddress,
  withoutDetail,
  withoutMarks,
} from "./address.ts";
export { isAttribution } from "./attribution.ts";
export { automaticOf, isByProgram, isMachine, isMailServer, mayAutoReply } from "./automatic.ts";
export { type BounceFacts, bounceOf } from "./bounce.ts";
export { isBounceAddress } from "./bounce-address.ts";
export {
  bareSubject,
  type Earlier,
  isReplySubject,
  quoteText,
  replySubject,
  shortened,
  subjectKey,
  threadOf,
} from "./conversation.ts";
export { type FetchedEnvelope, fetchedEnvelope, isMailField, looksLikeMail, withCrlf } from "./fetched.ts";
export type { MailHeaders } from "./headers.ts";
export { escapeHtml, plainToHtml, quoteHtml } from "./html-text.ts";
export { asciiDomain, canonicalDomain, readableLabel } from "./idn.ts";
export { addressesOf, ownAddresses } from "./own.ts";
export { type QuotedMail, withoutOwnQuotation } from "./own-quotation.ts";
export {
  type PlusTestClaim,
  type PlusTestPart,
  plusTestAddress,
  plusTestClaims,
  plusTestMessageId,
} from "./plus-test.ts";
export { previewOf } from "./preview.ts";
export { isPublicProvider } from "./public-provider.ts";
export { type ReplyHints, replyOf } from "./reply.ts";
export { isAggregateReport, reportOf } from "./report.ts";
export { contentsBeforeList, contentText, identityOf, namedIn } from "./same-mail.ts";
export {
  type Authentication,
  type Checks,
  dmarcPolicies,
  isForged,
  isRefusedByOwner,
  type Scanned,
  type SpamVerdict,
  type Verdict,
  type VirusVerdict,
  verdicts,
  verifiedBy,
} from "./trust.ts";
export type {
  Address,
  Attachment,
  AttachmentFile,
  Automatic,
  Bounce,
  Envelope,
  Fingerprint,
  ParsedMail,
  Report,
} from "./types.ts";
export { href, withLinks } from "./web-links.ts";
