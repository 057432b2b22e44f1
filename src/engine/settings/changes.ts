import type { DirectoryEvent } from "../../domain/directory/events.ts";
import type { SettingsEvent } from "../../domain/settings/events.ts";
import type { Record as Store } from "../../record/record.ts";

/** What administrators change, by its noun. */
export type Setting =
  | "system"
  | "mailboxes"
  | "groups"
  | "intake policy"
  | "outgoing"
  | "certificate"
  | "domain keys"
  | "imap accounts"
  | "directory";

/** Calls back after each commit that changed the setting, whoever made it. @returns the way to stop listening */
export type SettingsChanged = (setting: Setting, changed: () => void) => () => void;

/** What each event about settings changes. */
const settings: { readonly [T in (SettingsEvent | DirectoryEvent)["type"]]: Setting | null } = {
  SystemSetUp: "system",
  MailboxSaved: "mailboxes",
  GroupSaved: "groups",
  IntakePolicyChanged: "intake policy",
  OutgoingChanged: "outgoing",
  CertificatePolicyChanged: "certificate",
  CertificateInstalled: "certificate",
  DkimKeyMade: "domain keys",
  DkimKeyActivated: "domain keys",
  DkimKeyRemoved: "domain keys",
  ImapAccountSaved: "imap accounts",
  ImapAccountRemoved: "imap accounts",
  // The account is what it was: fetching goes on, and has the new token already.
  ImapTokenRenewed: null,
  DirectoryChanged: "directory",
};
const byType: ReadonlyMap<string, Setting | null> = new Map(Object.entries(settings));

/** The one way to learn that a setting changed: everything that depends on one listens here. */
export const settingsChanged =
  (record: Pick<Store, "onCommitted">): SettingsChanged =>
  (setting, changed) =>
    record.onCommitted((events) => {
      if (events.some(({ event }) => byType.get(event.type) === setting)) changed();
    });
