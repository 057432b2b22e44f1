/** What administrators configure: mailboxes, groups, outgoing mail. */
export type { CertificateFacts, CertificatePolicy } from "./certificate.ts";
export {
  type CertificateRead,
  decideStoredCertificate,
  installationProblem,
  servingProblem,
} from "./certificate-use.ts";
export { decideDirectory } from "./directory.ts";
export {
  type DkimAlgorithm,
  type DkimKey,
  type DkimKeyState,
  dkimRecord,
  KEY_AGES,
  RETIRED_STAYS,
  type TxtRecord,
  zoneText,
} from "./dkim.ts";
export {
  ageOf,
  decideActivation,
  decideKeyFound,
  decideKeyRemoval,
  decideNewKey,
  domainsOf,
  type Published,
  publishedAs,
} from "./dkim-keys.ts";
export type { Mailbox, Outgoing, PlusTestFailure } from "./events.ts";
export type { Expected } from "./expected.ts";
export { decideGroup } from "./group.ts";
export { type AfterFetching, checkedImapAccount, type ImapAccount, type ImapLogin } from "./imap.ts";
export { decideImapAccount, decideImapRemoval } from "./imap-accounts.ts";
export {
  type ConfiguredIntakePolicy,
  type IntakePolicy,
  type IntakePolicyChange,
  isRelayName,
  isSpamThreshold,
  noIntakePolicy,
  shownIntakePolicy,
} from "./intake.ts";
export { loginsWith } from "./logins.ts";
export { isLoopback } from "./loopback.ts";
export { decideMailbox, type MailboxFacts, type WantedMailbox } from "./mailbox.ts";
export { coversEverything, isNetwork } from "./network.ts";
export {
  checkedOAuthAccount,
  type OAuthAccount,
  type OAuthProviderName,
  tenantOf,
  type WantedOAuthAccount,
  withKeptOAuth,
  withPreset,
} from "./oauth.ts";
export {
  decideOAuthAccount,
  decideOAuthRemoval,
  decideSignedIn,
  decideTokenRenewal,
} from "./oauth-accounts.ts";
export {
  finishes,
  firstInterval,
  needsSignIn,
  nextInterval,
  noSignIn,
  type ProviderRefusal,
  refreshFault,
  unusableFor,
} from "./oauth-tokens.ts";
export { changedOutgoing, checkedOutgoing, decideOutgoing, outgoingInEffect } from "./outgoing.ts";
export {
  decidePlusTest,
  decidePlusTestEnd,
  PLUS_TEST_WAIT,
  type PlusTestNews,
  plusTestRetry,
} from "./plus-tests.ts";
export { decideFirstPolicies, decideIntakePolicy, decideReplyPolicy, decideService } from "./policies.ts";
export { decideCertificatePolicy, decideRenewal, isStillWanted, policyInEffect } from "./renewal.ts";
export { noReplyPolicy, type ReplyPolicy, undoDelayFor } from "./reply-policy.ts";
export { type Kind, type Place, placeFrom } from "./scanner-place.ts";
export {
  keepsPassword,
  keptOutgoing,
  type WantedDirectory,
  type WantedOutgoing,
  withKeptLogin,
} from "./secrets.ts";
export {
  type ConfiguredService,
  effectiveService,
  type OptionalPort,
  optionalPortNames,
  optionalPorts,
  type ServiceSettings,
  scannerKinds,
  usualService,
} from "./service.ts";
export { decideSetUp } from "./set-up.ts";
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
export {
  decideTemplate,
  decideTemplateRemoval,
  filledTemplate,
  type Template,
  templateValuesOf,
} from "./templates.ts";
export { decideTested, decideTestMail } from "./test-mail.ts";
export type { Wanted, WantedNamed } from "./wanted.ts";
export {
  type ShownWebhook,
  shownWebhook,
  type Webhook,
  type WebhookEvent,
  webhookEvents,
} from "./webhook.ts";
export {
  decideWebhook,
  decideWebhookGone,
  decideWebhookRemoval,
  decideWebhookSecret,
  unknownWebhook,
  type WantedWebhook,
  webhookSecrets,
} from "./webhooks.ts";
