/** Mailboxes and other settings; without passwords and other secrets. */
import { DEFAULT, defaultRuleset } from "../../domain/ruleset/index.ts";
import type { Mailbox } from "../../domain/settings/events.ts";
import {
  type IntakePolicy,
  noIntakePolicy,
  noReplyPolicy,
  type ReplyPolicy,
  type ServiceSettings,
  type ShownDirectory,
  type ShownImapAccount,
  type ShownOAuthAccount,
  type ShownOutgoing,
  shownDirectory,
  shownImapAccount,
  shownOAuthAccount,
  shownOutgoing,
  type Template,
  usualService,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../record.ts";
import type { PlusTest, RulesetRow } from "../view/settings.ts";
import type { ActiveRuleset } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface Ruleset extends RulesetRow {
  readonly text: string;
}

/** The ruleset that the program brings. */
const brought: Ruleset = {
  ...{
    ...defaultRuleset,
    name: DEFAULT,
    author: "",
    reason: "",
    savedAt: 0,
    activatedAt: null,
    activatedBy: null,
  },
};

const broughtActive: ActiveRuleset = {
  ...{ name: DEFAULT, version: defaultRuleset.version, mailboxes: [], includes: [], acknowledged: [] },
};

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
  replyPolicy(): ReplyPolicy;
  service(): ServiceSettings;
  /** The version of the default ruleset that is active. */
  activeRuleset(): number;
  /** All that are active, the default one first. */
  activeRulesets(): readonly ActiveRuleset[];
  /** The names of all rulesets, the default one first. */
  rulesetNames(): readonly string[];
  /** Versions of a ruleset before one, without their texts, newest first; that of the program is the last. */
  rulesets(before: number, limit: number, name?: string): readonly RulesetRow[];
  ruleset(version: number): Ruleset | null;
  /** A version with those that it includes (a bundle): as they are active, or were in a run; null if it is not known. */
  rulesText(version: number, includes?: readonly number[]): string | null;
  template(name: string): Template | null;
  templates(): readonly Template[];
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
    replyPolicy: () => (sees ? view.replyPolicy() : null) ?? noReplyPolicy,
    service: () => (sees ? view.service() : null) ?? usualService,
    activeRuleset() {
      const found = sees ? view.activeRulesets().find(({ name }) => name === DEFAULT) : undefined;
      return found?.version ?? defaultRuleset.version;
    },
    activeRulesets() {
      if (!sees) return [];
      const all = view.activeRulesets();
      const first = all.find(({ name }) => name === DEFAULT) ?? broughtActive;
      return [first, ...all.filter(({ name }) => name !== DEFAULT)];
    },
    rulesetNames: () => (sees ? [DEFAULT, ...view.rulesetNames().filter((name) => name !== DEFAULT)] : []),
    rulesets(before, limit, name = DEFAULT) {
      if (!sees || before <= 0) return [];
      const rows = view.rulesets(name, before, limit);
      const { text: _, ...row } = brought;
      return rows.length < limit && name === DEFAULT ? [...rows, row] : rows;
    },
    rulesText: (version, includes) => (sees ? view.rulesText(version, includes) : null),
    ruleset: (version) => (!sees ? null : version === brought.version ? brought : view.ruleset(version)),
    template: (name) => (sees ? view.template(name) : null),
    templates: () => (sees ? view.templates() : []),
    directory: () => shown(view.directory(), shownDirectory),
  };
}
