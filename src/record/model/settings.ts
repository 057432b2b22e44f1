import { userName } from "../../base/ids.ts";
import { actorText } from "../../domain/actor.ts";
import type { DirectoryEvent } from "../../domain/directory/events.ts";
import { defaultLifecycle } from "../../domain/lifecycle/index.ts";
import type { SettingsEvent } from "../../domain/settings/events.ts";
import type { Database } from "../database.ts";
import { inserter, upserter } from "../prepared.ts";
import { dkimKey, imapAccount, mailbox, oauthAccount, ruleset, setting, team, template } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

const ofSettings: { readonly [T in (SettingsEvent | DirectoryEvent)["type"]]: true } = {
  SystemSetUp: true,
  MailboxSaved: true,
  GroupSaved: true,
  TemplateSaved: true,
  TemplateRemoved: true,
  WebhookSaved: true,
  WebhookRemoved: true,
  WebhookGone: true,
  RulesetSaved: true,
  RulesetActivated: true,
  RulesetDeactivated: true,
  IntakePolicyChanged: true,
  ReplyPolicyChanged: true,
  ServiceChanged: true,
  OutgoingChanged: true,
  CertificatePolicyChanged: true,
  CertificateInstalled: true,
  DkimKeyMade: true,
  DkimKeyActivated: true,
  DkimKeyRemoved: true,
  ImapAccountSaved: true,
  ImapAccountRemoved: true,
  OAuthAccountSaved: true,
  OAuthAccountRemoved: true,
  OAuthSignedIn: true,
  OAuthTokenRenewed: true,
  DirectoryChanged: true,
  OutgoingTested: true,
  PlusTestBegun: true,
  PlusTestEnded: true,
};

/** A ruleset that mail follows, or that others include. */
export interface ActiveRuleset {
  readonly name: string;
  readonly version: number;
  /** The mailboxes whose mail follows it alone. */
  readonly mailboxes: readonly string[];
  /** The versions of the rulesets that it takes rules or declarations from. */
  readonly includes: readonly number[];
  /** The warnings that were accepted. */
  readonly acknowledged: readonly string[];
}

/** The active rulesets in a setting's value. */
export const activeIn = (value: string | undefined): readonly ActiveRuleset[] =>
  value === undefined ? [] : JSON.parse(value);

/** Tables mailbox, team, dkim_key, imap_account, oauth_account, ruleset, template, webhook and setting. */
export const settings: Projection = {
  name: "settings",
  version: 11,
  usableFrom: 11,
  tables: [
    ...["mailbox", "team", "dkim_key", "imap_account", "oauth_account", "ruleset", "template", "webhook"],
    "setting",
  ],
  rebuilt: "at-start",
  rare: true,
  project: projectSettings,
};

function projectSettings(db: Database): Project {
  const saveMailbox = upserter(db.drizzle, mailbox, mailbox.address);
  const saveTeam = upserter(db.drizzle, team, team.name);
  const saveSetting = upserter(db.drizzle, setting, setting.name);
  const addKey = inserter(db.drizzle, dkimKey, true);
  const retire = db.sqlite.prepare<{ domain: string; selector: string; at: number }>(
    `UPDATE dkim_key SET state = 'retired', retired_at = @at WHERE domain = @domain AND state = 'active'
       AND algorithm = (SELECT algorithm FROM dkim_key WHERE domain = @domain AND selector = @selector)`,
  );
  const activate = db.sqlite.prepare<{ domain: string; selector: string }>(
    "UPDATE dkim_key SET state = 'active', retired_at = NULL WHERE domain = @domain AND selector = @selector",
  );
  const remove = db.sqlite.prepare<[string, string]>(
    "DELETE FROM dkim_key WHERE domain = ? AND selector = ?",
  );

  const saveImap = upserter(db.drizzle, imapAccount, imapAccount.name);
  const removeImap = db.sqlite.prepare<[string]>("DELETE FROM imap_account WHERE name = ?");
  const saveOAuth = upserter(db.drizzle, oauthAccount, oauthAccount.name);
  const removeOAuth = db.sqlite.prepare<[string]>("DELETE FROM oauth_account WHERE name = ?");
  const saveRuleset = upserter(db.drizzle, ruleset, ruleset.version);
  const activeRulesets = db.sqlite
    .prepare<[], string>("SELECT value FROM setting WHERE name = 'rulesets'")
    .pluck();
  const rulesetNames = db.sqlite
    .prepare<[], string>("SELECT value FROM setting WHERE name = 'ruleset-names'")
    .pluck();
  const activateRuleset = db.sqlite.prepare<[number, string, number]>(
    "UPDATE ruleset SET activated_at = ?, activated_by = ? WHERE version = ?",
  );
  const saveTemplate = upserter(db.drizzle, template, template.name);
  const removeTemplate = db.sqlite.prepare<[string]>("DELETE FROM template WHERE name = ?");
  // Since when it is called: switching it off and on starts again from now.
  const saveWebhook = db.sqlite.prepare<[string, string, number]>(
    `INSERT INTO webhook (name, webhook, since) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET webhook = excluded.webhook,
       since = iif(json_extract(webhook.webhook, '$.enabled'), since, excluded.since)`,
  );
  const removeWebhook = db.sqlite.prepare<[string]>("DELETE FROM webhook WHERE name = ?");
  const endWebhook = db.sqlite.prepare<[string]>(
    "UPDATE webhook SET webhook = json_set(webhook, '$.enabled', json('false')) WHERE name = ?",
  );
  const setToken = db.sqlite.prepare<[string, string]>(
    "UPDATE oauth_account SET account = json_set(account, '$.refreshToken', ?) WHERE name = ?",
  );

  return (events) => {
    for (const { position, time, actor, event } of events) {
      if (Object.hasOwn(ofSettings, event.type === "Erased" ? event.was : event.type))
        saveSetting({ name: "changed", value: position });
      switch (event.type) {
        case "SystemSetUp":
          saveSetting({ name: "hostname", value: event.hostname });
          if (event.zone !== null) saveSetting({ name: "zone", value: event.zone });
          break;
        case "OutgoingChanged":
          saveSetting({ name: "outgoing", value: event.outgoing });
          break;
        case "IntakePolicyChanged":
          saveSetting({ name: "intake", value: event.policy });
          break;
        case "ReplyPolicyChanged":
          saveSetting({ name: "replies", value: event.policy });
          break;
        case "ServiceChanged":
          saveSetting({ name: "service", value: event.service });
          break;
        case "CertificatePolicyChanged":
          saveSetting({ name: "certificate", value: event.policy });
          break;
        case "DirectoryChanged":
          saveSetting({ name: "directory", value: event.directory });
          break;
        case "MailboxSaved": {
          const { group, ...same } = event.mailbox;
          saveMailbox({ ...same, team: group });
          break;
        }
        case "ImapAccountSaved":
          saveImap({ name: event.account.name, account: event.account });
          if (event.oauth) saveOAuth({ name: event.oauth.name, account: event.oauth });
          break;
        case "ImapAccountRemoved":
          removeImap.run(event.name);
          break;
        case "OAuthAccountSaved":
          saveOAuth({ name: event.account.name, account: event.account });
          break;
        case "OAuthAccountRemoved":
          removeOAuth.run(event.name);
          break;
        case "OAuthSignedIn":
        case "OAuthTokenRenewed":
          setToken.run(event.refreshToken, event.name);
          break;
        case "GroupSaved":
          saveTeam({ name: event.name, members: event.members.map(userName) });
          break;
        case "TemplateSaved":
          saveTemplate({ name: event.name, text: event.text });
          break;
        case "TemplateRemoved":
          removeTemplate.run(event.name);
          break;
        case "WebhookSaved":
          saveWebhook.run(event.webhook.name, JSON.stringify(event.webhook), position);
          break;
        case "WebhookRemoved":
          removeWebhook.run(event.name);
          break;
        case "WebhookGone":
          endWebhook.run(event.name);
          break;
        case "RulesetSaved": {
          const { name, version, text, reason } = event;
          const activated = { activatedAt: null, activatedBy: null };
          const names = new Set<string>(JSON.parse(rulesetNames.get() ?? "[]")).add(name);
          saveSetting({ name: "ruleset-names", value: [...names].toSorted() });
          saveRuleset({ name, version, text, reason, author: actorText(actor), savedAt: time, ...activated });
          break;
        }
        case "RulesetActivated": {
          const { name, version, mailboxes = [], includes = [], acknowledged } = event;
          const others = activeIn(activeRulesets.get()).filter((one) => one.name !== name);
          const active: ActiveRuleset = { name, version, mailboxes, includes, acknowledged };
          saveSetting({ name: "rulesets", value: [...others, active] });
          saveSetting({ name: "lifecycle", value: event.lifecycle ?? defaultLifecycle });
          activateRuleset.run(time, actorText(actor), version);
          break;
        }
        case "RulesetDeactivated": {
          const others = activeIn(activeRulesets.get()).filter(({ name }) => name !== event.name);
          saveSetting({ name: "rulesets", value: others });
          saveSetting({ name: "lifecycle", value: event.lifecycle ?? defaultLifecycle });
          break;
        }
        case "DkimKeyMade": {
          const { type: _, ...key } = event;
          addKey({ ...key, state: "waiting", madeAt: time, retiredAt: null });
          break;
        }
        case "DkimKeyActivated": {
          const { domain, selector } = event;
          retire.run({ domain, selector, at: time });
          activate.run({ domain, selector });
          break;
        }
        case "DkimKeyRemoved":
          remove.run(event.domain, event.selector);
          break;
        default:
      }
    }
  };
}
