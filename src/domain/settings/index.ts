/** What administrators configure: mailboxes, groups, outgoing mail. */
export { type CertificateFacts, type CertificatePolicy, checkedCertificatePolicy } from "./certificate.ts";
export {
  type DkimAlgorithm,
  type DkimKey,
  type DkimKeyState,
  dkimRecord,
  KEY_AGES,
  publishesKey,
  RETIRED_STAYS,
  selectorFor,
  type TxtRecord,
  zoneText,
} from "./dkim.ts";
export type { Mailbox, Outgoing, PlusTestFailure } from "./events.ts";
export { type Expected, unexpected } from "./expected.ts";
export { decideGroup } from "./group.ts";
export { type AfterTaking, checkedImapAccount, type ImapAccount, type ImapLogin } from "./imap.ts";
export {
  type ConfiguredIntakePolicy,
  changedIntakePolicy,
  firstIntakePolicy,
  type IntakePolicy,
  type IntakePolicyChange,
  isRelayName,
  isSpamThreshold,
  noIntakePolicy,
  overruledSettings,
  sameIntakePolicy,
} from "./intake.ts";
export { loginsWith } from "./logins.ts";
export { isLoopback } from "./loopback.ts";
export { decideMailbox, type WantedMailbox } from "./mailbox.ts";
export { coversEverything, isNetwork } from "./network.ts";
export {
  checkedOAuthAccount,
  type OAuthAccount,
  type OAuthProviderName,
  tenantOf,
  unfitAccount,
  type WantedOAuthAccount,
  withKeptOAuth,
  withPreset,
} from "./oauth.ts";
export { changedOutgoing, checkedOutgoing } from "./outgoing.ts";
export {
  changedReplyPolicy,
  firstReplyPolicy,
  noReplyPolicy,
  type ReplyPolicy,
  sameReplyPolicy,
  undoDelayFor,
} from "./reply-policy.ts";
export { type Kind, type Place, placeFrom } from "./scanner-place.ts";
export {
  keepsPassword,
  keptOutgoing,
  type WantedDirectory,
  type WantedOutgoing,
  withKeptBindPassword,
  withKeptLogin,
  withKeptOutgoing,
} from "./secrets.ts";
export {
  type ConfiguredService,
  changedService,
  effectiveService,
  type OptionalPort,
  optionalPortNames,
  optionalPorts,
  type ServiceSettings,
  sameService,
  scannerKinds,
  usualService,
} from "./service.ts";
export {
  type ShownDirectory,
  type ShownImapAccount,
  type ShownOAuthAccount,
  type ShownOutgoing,
  shownDirectory,
  shownImapAccount,
  shownOAuthAccount,
  shownOutgoing,
} from "./shown.ts";
export { type Wanted, type WantedNamed, wantedFrom } from "./wanted.ts";
