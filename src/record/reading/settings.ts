/** Mailboxes and other settings; without passwords and other secrets. */
import type { Mailbox } from "../../domain/settings/events.ts";
import {
  type IntakePolicy,
  noIntakePolicy,
  type ServiceSettings,
  type ShownDirectory,
  type ShownImapAccount,
  type ShownOAuthAccount,
  type ShownOutgoing,
  shownDirectory,
  shownImapAccount,
  shownOAuthAccount,
  shownOutgoing,
  usualService,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../record.ts";
import type { PlusTest } from "../view/settings.ts";
import type { Visibility } from "./scope.ts";

/** For those who may not see settings, none are set. */
export interface SettingsReading {
  mailbox(address: string): Mailbox | null;
  mailboxes(): readonly Mailbox[];
  imapAccount(name: string): ShownImapAccount | null;
  imapAccounts(): readonly ShownImapAccount[];
  oauthAccount(name: string): ShownOAuthAccount | null;
  oauthAccounts(): readonly ShownOAuthAccount[];
  /** The mailbox's last test of addresses with a "+"; null if there was none. */
  lastPlusTest(mailbox: string): PlusTest | null;
  /** The number of mails ever fetched from places whose name begins like this. */
  fetchedFrom(prefix: string): number;
  hostname(): string | null;
  /** The site's time zone, an IANA name; null if none was set. Open to everyone, for times on the log-in page. */
  zone(): string | null;
  outgoing(): ShownOutgoing | null;
  /** What influences decisions about mail. */
  intakePolicy(): IntakePolicy;
  /** How the program runs, as set in the pages. */
  service(): ServiceSettings;
  /** The company's directory, enabled or not; null if none is set up. */
  directory(): ShownDirectory | null;
}

export function settingsReading({ view, queries }: RecordStore, seen: Visibility): SettingsReading {
  const sees = seen.may("settings.read");
  const mailbox = (address: string) => sees && seen.mailbox(address);
  const shown = <T, S>(stored: T | null, show: (stored: T) => S): S | null =>
    sees && stored !== null ? show(stored) : null;
  return {
    mailbox: (address) => (mailbox(address) ? view.mailbox(address) : null),
    mailboxes: () => view.mailboxes().filter(({ address }) => mailbox(address)),
    imapAccount: (name) => shown(view.imapAccount(name), shownImapAccount),
    imapAccounts: () => (sees ? view.imapAccounts().map(shownImapAccount) : []),
    oauthAccount: (name) => shown(view.oauthAccount(name), shownOAuthAccount),
    oauthAccounts: () => (sees ? view.oauthAccounts().map(shownOAuthAccount) : []),
    lastPlusTest: (address) => (mailbox(address) ? view.lastPlusTest(address) : null),
    fetchedFrom: (prefix) => (sees ? queries.takenFrom(prefix) : 0),
    hostname: () => (sees ? view.hostname() : null),
    zone: () => view.zone(),
    outgoing: () => shown(view.outgoing(), shownOutgoing),
    intakePolicy: () => (sees ? view.intakePolicy() : null) ?? noIntakePolicy,
    service: () => (sees ? view.service() : null) ?? usualService,
    directory: () => shown(view.directory(), shownDirectory),
  };
}
