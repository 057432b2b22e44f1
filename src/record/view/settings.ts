/** What decisions ask of mailboxes and settings, within their transaction. */
import type { Directory } from "../../domain/directory/index.ts";
import type { Lifecycle } from "../../domain/lifecycle/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import { bundled, DEFAULT, defaultRuleset, type NamedText } from "../../domain/ruleset/index.ts";
import type { Mailbox, Outgoing } from "../../domain/settings/events.ts";
import type {
  CertificatePolicy,
  ImapAccount,
  IntakePolicy,
  OAuthAccount,
  ReplyPolicy,
  ServiceSettings,
  Template,
  Webhook,
} from "../../domain/settings/index.ts";
import type { Database } from "../database.ts";
import { type ActiveRuleset, activeIn } from "../model/settings.ts";
import { reader } from "../prepared.ts";
import {
  dkimKey,
  imapAccount,
  mailbox,
  oauthAccount,
  plusTest,
  ruleset,
  setting,
  template,
  webhook,
} from "../schema.ts";
import { lifecycleReader } from "./lifecycle.ts";

export type DkimKeyRow = typeof dkimKey.$inferSelect;

/** A ruleset that mail follows. */
export interface RulesInForce {
  readonly version: number;
  readonly text: string;
  /** The versions in its text besides its own; absent for none. */
  readonly includes?: readonly number[];
}

/** A version of the ruleset. */
export type RulesetRow = Omit<typeof ruleset.$inferSelect, "text">;

/** An endpoint, and the position after which it is told of events. */
export interface WebhookRow {
  readonly webhook: Webhook;
  readonly since: number;
}

export type PlusTest = typeof plusTest.$inferSelect;

export interface SettingsView {
  /** The mailbox with this address, in either form of its domain. */
  mailbox(address: string): Mailbox | null;
  mailboxes(): readonly Mailbox[];
  imapAccount(name: string): ImapAccount | null;
  imapAccounts(): readonly ImapAccount[];
  oauthAccount(name: string): OAuthAccount | null;
  oauthAccounts(): readonly OAuthAccount[];
  /** The test of addresses with a "+" that has this token. */
  plusTest(token: string): PlusTest | null;
  /** The mailbox's last test; null if there was none. */
  lastPlusTest(mailbox: string): PlusTest | null;
  /** Tests without a result that began until then, or whose mail was reported as not delivered; the oldest first. */
  duePlusTests(until: number, limit: number): readonly PlusTest[];
  /** When the oldest test without a result began; null if there is none. */
  oldestPlusTest(): number | null;
  /** The position of the last change of any setting; 0 if there is none. */
  settingsChanged(): number;
  hostname(): string | null;
  /** The site's time zone, an IANA name; null if none was set. */
  zone(): string | null;
  /** DKIM keys of a domain, oldest first. */
  dkimKeys(domain: string): readonly DkimKeyRow[];
  outgoing(): Outgoing | null;
  /** The settings for decisions about mail; null before the first start that recorded them. */
  intakePolicy(): IntakePolicy | null;
  /** The settings for when replies leave; null before the first start that recorded them. */
  replyPolicy(): ReplyPolicy | null;
  /** How the program runs, as set in the pages; null if nobody has changed it. */
  service(): ServiceSettings | null;
  /** Null if not set. */
  certificatePolicy(): CertificatePolicy | null;
  /** The lifecycle of tickets in effect. */
  lifecycle(): Lifecycle;
  /**
   * The ruleset that mail of a mailbox follows: its own, or the default one. Its text has those with it that it includes (a
   * bundle). Null while nobody has activated one, or a text was erased.
   */
  activeRuleset(mailbox: string): RulesInForce | null;
  /** All that are active; without the one that the program brings. */
  activeRulesets(): readonly ActiveRuleset[];
  /** A version with those that it includes (a bundle), also version 0; null if one of them is not known any more. */
  rulesText(version: number, includes?: readonly number[]): string | null;
  /** The newest version of all; 0 if there is none. */
  newestRuleset(): number;
  /** The names of all rulesets that were ever saved. */
  rulesetNames(): readonly string[];
  /** Versions of a ruleset before one, without their texts, newest first. */
  rulesets(name: string, before: number, limit: number): readonly RulesetRow[];
  ruleset(version: number): (RulesetRow & { readonly text: string }) | null;
  /** A template of replies. */
  template(name: string): Template | null;
  templates(): readonly Template[];
  /** An endpoint of another system. */
  webhook(name: string): WebhookRow | null;
  webhooks(): readonly WebhookRow[];
  /** The company's directory, enabled or not; null if none is set up. */
  directory(): Directory | null;
}

export function createSettingsView(db: Database): SettingsView {
  const { drizzle, sqlite } = db;
  const mailboxByAddress = reader<typeof mailbox, [string]>(drizzle, mailbox, "WHERE address = ?");
  const allMailboxes = reader<typeof mailbox, []>(drizzle, mailbox, "ORDER BY address");
  const imapByName = reader<typeof imapAccount, [string]>(drizzle, imapAccount, "WHERE name = ?");
  const allImap = reader<typeof imapAccount, []>(drizzle, imapAccount, "ORDER BY name");
  const oauthByName = reader<typeof oauthAccount, [string]>(drizzle, oauthAccount, "WHERE name = ?");
  const allOAuth = reader<typeof oauthAccount, []>(drizzle, oauthAccount, "ORDER BY name");
  const testByToken = reader<typeof plusTest, [string]>(drizzle, plusTest, "WHERE token = ?");
  const lastTest = reader<typeof plusTest, [string]>(
    drizzle,
    plusTest,
    "WHERE mailbox = ? ORDER BY begun_at DESC LIMIT 1",
  );
  const dueTests = reader<typeof plusTest, [number, number]>(
    drizzle,
    plusTest,
    "WHERE ended_at IS NULL AND (begun_at <= ? OR outcome IS NOT NULL) ORDER BY begun_at LIMIT ?",
  );
  const oldestTest = sqlite
    .prepare<[], number | null>("SELECT min(begun_at) FROM plus_test WHERE ended_at IS NULL")
    .pluck();
  const keysOfDomain = reader<typeof dkimKey, [string]>(
    drizzle,
    dkimKey,
    "WHERE domain = ? ORDER BY made_at, selector",
  );
  const settingByName = reader<typeof setting, [string]>(drizzle, setting, "WHERE name = ?");
  const changed = sqlite.prepare<[], number>("SELECT value FROM setting WHERE name = 'changed'").pluck();
  // Queried for each mail, so without the usual layer.
  const intakePolicy = sqlite.prepare<[], string>("SELECT value FROM setting WHERE name = 'intake'").pluck();

  const activeText = sqlite.prepare<[], string>("SELECT value FROM setting WHERE name = 'rulesets'").pluck();
  let known: { readonly text: string | undefined; readonly all: readonly ActiveRuleset[] } | null = null;
  const active = (): readonly ActiveRuleset[] => {
    const text = activeText.get();
    if (known === null || known.text !== text) known = { text, all: activeIn(text) };
    return known.all;
  };
  const newestVersion = sqlite.prepare<[], number>("SELECT coalesce(max(version), 0) FROM ruleset").pluck();
  const textOf = sqlite.prepare<[number], NamedText>("SELECT name, text FROM ruleset WHERE version = ?");
  const brought: NamedText = { name: DEFAULT, text: defaultRuleset.text };
  const versionText = (version: number) =>
    version === defaultRuleset.version ? brought : (textOf.get(version) ?? null);
  const rulesetByVersion = reader<typeof ruleset, [number]>(drizzle, ruleset, "WHERE version = ?");
  const templateByName = reader<typeof template, [string]>(drizzle, template, "WHERE name = ?");
  const allTemplates = reader<typeof template, []>(drizzle, template, "ORDER BY name");
  const webhookByName = reader<typeof webhook, [string]>(drizzle, webhook, "WHERE name = ?");
  const allWebhooks = reader<typeof webhook, []>(drizzle, webhook, "ORDER BY name");
  const rulesetsBefore = sqlite.prepare<[string, number, number], RulesetRow>(
    `SELECT version, name, author, reason, saved_at AS savedAt, activated_at AS activatedAt,
       activated_by AS activatedBy
     FROM ruleset WHERE name = ? AND version < ? ORDER BY version DESC LIMIT ?`,
  );
  const rulesText = (version: number, includes: readonly number[] = []): string | null => {
    const [own, ...others] = [version, ...includes].map(versionText);
    const known = others.filter((one) => one !== null);
    return own && known.length === others.length ? bundled(own.text, own.name, known) : null;
  };

  return {
    mailbox(address) {
      const row = mailboxByAddress.get(address);
      if (row) return mailboxOf(row);
      // An earlier release kept an address in the form in which it was typed.
      const plain = normalAddress(address);
      const same = beyondAscii(plain)
        ? allMailboxes.all().find((one) => normalAddress(one.address) === plain)
        : null;
      return same ? mailboxOf(same) : null;
    },
    mailboxes: () => allMailboxes.all().map(mailboxOf),
    imapAccount: (name) => imapByName.get(name)?.account ?? null,
    imapAccounts: () => allImap.all().map(({ account }) => account),
    oauthAccount: (name) => oauthByName.get(name)?.account ?? null,
    oauthAccounts: () => allOAuth.all().map(({ account }) => account),
    plusTest: (token) => testByToken.get(token) ?? null,
    lastPlusTest: (address) => lastTest.get(address) ?? null,
    duePlusTests: (until, limit) => dueTests.all(until, limit),
    oldestPlusTest: () => oldestTest.get() ?? null,
    settingsChanged: () => Number(changed.get() ?? 0),
    hostname: () => (settingByName.get("hostname")?.value as string | undefined) ?? null,
    zone: () => (settingByName.get("zone")?.value as string | undefined) ?? null,
    dkimKeys: (domain) => keysOfDomain.all(domain),
    outgoing: () => (settingByName.get("outgoing")?.value as Outgoing | undefined) ?? null,
    intakePolicy() {
      const text = intakePolicy.get();
      return text === undefined ? null : JSON.parse(text);
    },
    replyPolicy: () => (settingByName.get("replies")?.value as ReplyPolicy | undefined) ?? null,
    service: () => (settingByName.get("service")?.value as ServiceSettings | undefined) ?? null,
    certificatePolicy: () =>
      (settingByName.get("certificate")?.value as CertificatePolicy | undefined) ?? null,
    lifecycle: lifecycleReader(db),
    activeRuleset(mailbox) {
      const all = active();
      const address = all.length > 1 ? normalAddress(mailbox) : "";
      const found =
        all.find(({ mailboxes }) => mailboxes.includes(address)) ?? all.find(({ name }) => name === DEFAULT);
      const text = found ? rulesText(found.version, found.includes) : null;
      if (!found || text === null) return null;
      const { version, includes } = found;
      return { version, text, ...(includes.length > 0 ? { includes } : {}) };
    },
    activeRulesets: active,
    rulesText,
    newestRuleset: () => newestVersion.get() ?? 0,
    rulesetNames: () => (settingByName.get("ruleset-names")?.value as readonly string[] | undefined) ?? [],
    rulesets: (name, before, limit) => rulesetsBefore.all(name, before, limit),
    ruleset: (version) => rulesetByVersion.get(version) ?? null,
    template: (name) => templateByName.get(name) ?? null,
    templates: () => allTemplates.all(),
    webhook: (name) => webhookByName.get(name) ?? null,
    webhooks: () => allWebhooks.all(),
    directory: () => (settingByName.get("directory")?.value as Directory | undefined) ?? null,
  };
}

const beyondAscii = (address: string): boolean => /[^\p{ASCII}]/u.test(address);

function mailboxOf({ team, ...row }: typeof mailbox.$inferSelect): Mailbox {
  return { ...row, group: team };
}
