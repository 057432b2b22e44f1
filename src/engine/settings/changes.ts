import type { DirectoryEvent } from "../../domain/directory/events.ts";
import type { SettingsEvent } from "../../domain/settings/events.ts";
import type { RecordStore } from "../../record/record.ts";

/** The kinds of settings. */
export type Setting =
  | "system"
  | "mailboxes"
  | "groups"
  | "intake policy"
  | "replies"
  | "service"
  | "outgoing"
  | "certificate"
  | "domain keys"
  | "imap accounts"
  | "oauth accounts"
  | "directory"
  | "webhooks";

/** Calls back after each commit that changed the setting, no matter who made it. @returns a function that stops listening */
export type SettingsChanged = (setting: Setting, changed: () => void) => () => void;

/** The setting that each event changes. */
const settings: { readonly [T in (SettingsEvent | DirectoryEvent)["type"]]: Setting | null } = {
  SystemSetUp: "system",
  MailboxSaved: "mailboxes",
  GroupSaved: "groups",
  // Read when a mail is decided.
  TemplateSaved: null,
  TemplateRemoved: null,
  WebhookSaved: "webhooks",
  WebhookRemoved: "webhooks",
  WebhookGone: "webhooks",
  RulesetSaved: null,
  RulesetActivated: null,
  RulesetDeactivated: null,
  IntakePolicyChanged: "intake policy",
  ReplyPolicyChanged: "replies",
  ServiceChanged: "service",
  OutgoingChanged: "outgoing",
  CertificatePolicyChanged: "certificate",
  CertificateInstalled: "certificate",
  DkimKeyMade: "domain keys",
  DkimKeyActivated: "domain keys",
  DkimKeyRemoved: "domain keys",
  ImapAccountSaved: "imap accounts",
  ImapAccountRemoved: "imap accounts",
  OutgoingTested: null,
  PlusTestBegun: null,
  PlusTestEnded: null,
  OAuthAccountSaved: "oauth accounts",
  OAuthAccountRemoved: "oauth accounts",
  OAuthSignedIn: "oauth accounts",
  // The account is otherwise unchanged, and its users already have the new token.
  OAuthTokenRenewed: null,
  DirectoryChanged: "directory",
};
const byType: ReadonlyMap<string, Setting | null> = new Map(Object.entries(settings));

/** Everything that depends on a setting listens here for changes. */
export const settingsChanged =
  (record: Pick<RecordStore, "onCommitted">): SettingsChanged =>
  (setting, changed) =>
    record.onCommitted((events) => {
      if (events.some(({ event }) => byType.get(event.type) === setting)) changed();
    });
