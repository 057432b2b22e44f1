/** Mailboxes and other settings. */
import type { Directory } from "../../domain/directory/index.ts";
import type { Mailbox, Outgoing } from "../../domain/settings/events.ts";
import {
  type ImapAccount,
  type IntakePolicy,
  noIntakePolicy,
  noReplyPolicy,
  type OAuthAccount,
  type ReplyPolicy,
  type ServiceSettings,
  usualService,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../record.ts";
import type { PlusTest } from "../view/settings.ts";
import type { Visibility } from "./scope.ts";

export interface SettingsReading {
  mailbox(address: string): Mailbox | null;
  mailboxes(): readonly Mailbox[];
  imapAccount(name: string): ImapAccount | null;
  imapAccounts(): readonly ImapAccount[];
  oauthAccount(name: string): OAuthAccount | null;
  oauthAccounts(): readonly OAuthAccount[];
  /** The mailbox's last test of addresses with a "+"; null if there was none. */
  lastPlusTest(mailbox: string): PlusTest | null;
  /** The number of mails ever fetched from places whose name begins like this. */
  fetchedFrom(prefix: string): number;
  hostname(): string | null;
  /** The site's time zone, an IANA name; null if none was set. */
  zone(): string | null;
  outgoing(): Outgoing | null;
  /** What influences decisions about mail. */
  intakePolicy(): IntakePolicy;
  /** How the program runs, as set in the pages. */
  replyPolicy(): ReplyPolicy;
  service(): ServiceSettings;
  /** The company's directory, enabled or not; null if none is set up. */
  directory(): Directory | null;
}

export const settingsReading = ({ view, queries }: RecordStore, seen: Visibility): SettingsReading => ({
  mailbox: (address) => (seen.mailbox(address) ? view.mailbox(address) : null),
  mailboxes: () => view.mailboxes().filter(({ address }) => seen.mailbox(address)),
  imapAccount: (name) => view.imapAccount(name),
  imapAccounts: () => view.imapAccounts(),
  oauthAccount: (name) => view.oauthAccount(name),
  oauthAccounts: () => view.oauthAccounts(),
  lastPlusTest: (address) => (seen.mailbox(address) ? view.lastPlusTest(address) : null),
  fetchedFrom: (prefix) => queries.takenFrom(prefix),
  hostname: () => view.hostname(),
  zone: () => view.zone(),
  outgoing: () => view.outgoing(),
  intakePolicy: () => view.intakePolicy() ?? noIntakePolicy,
  replyPolicy: () => view.replyPolicy() ?? noReplyPolicy,
  service: () => view.service() ?? usualService,
  directory: () => view.directory(),
});
