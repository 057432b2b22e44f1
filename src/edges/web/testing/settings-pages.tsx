/** The pages of the settings and of the system with sample contents. */
import { problemOf } from "../../../base/failure.ts";
import { AccountPage } from "../account/page.tsx";
import { DirectoryPage } from "../settings/directory/page.tsx";
import { DomainsPage } from "../settings/domains/page.tsx";
import { GroupsPage } from "../settings/groups/page.tsx";
import { ImapAccountPage, ImapAccountsPage } from "../settings/imap/page.tsx";
import { IncomingPage } from "../settings/incoming/page.tsx";
import { MailboxesPage, MailboxPage } from "../settings/mailboxes/page.tsx";
import { OAuthAccountPage, OAuthAccountsPage, OAuthLeavePage } from "../settings/oauth/page.tsx";
import { OutgoingSettingsPage } from "../settings/outgoing/page.tsx";
import { PeoplePage, PersonPage } from "../settings/people/page.tsx";
import { RulesPage, RulesTryPage, RulesVersionPage } from "../settings/rules/page.tsx";
import { ReplayPage, TracePage } from "../settings/rules/replay-page.tsx";
import { RuleFormPage } from "../settings/rules/rule-form-page.tsx";
import { ServicePage } from "../settings/service/page.tsx";
import { TemplatesPage } from "../settings/templates/page.tsx";
import { TokensPage } from "../settings/tokens/page.tsx";
import { NewWebhookPage, WebhookPage, WebhooksPage } from "../settings/webhooks/page.tsx";
import { BackupsPage } from "../system/backups/page.tsx";
import { CertificatePage } from "../system/certificate/page.tsx";
import { ConsolePage } from "../system/console/page.tsx";
import { HealthPage } from "../system/health/page.tsx";
import { NetworkPage } from "../system/network/page.tsx";
import { SupportPage } from "../system/support/page.tsx";
import { RestartingPage, UpdatesPage } from "../system/updates/page.tsx";
import { backups, making, noBackups } from "./sample-backups.ts";
import { directory, newDirectory } from "./sample-directory.ts";
import { domains } from "./sample-domains.ts";
import { badReport, wellReport } from "./sample-health.ts";
import { imapAccount, imapAccounts } from "./sample-imap.ts";
import {
  checks,
  clock,
  network,
  onTrial,
  silent,
  wrongAddress,
  wrongClock,
  wrongValues,
} from "./sample-network.ts";
import { oauthAccount, oauthAccounts, oauthLeave } from "./sample-oauth.ts";
import { mailbox, people, wrong } from "./sample-people.ts";
import { replay, replayFailed, replayKind, replayRunning, replayTrace } from "./sample-replay.ts";
import {
  ruleForm,
  ruleFormChanged,
  ruleFormWrong,
  rules,
  rulesBroken,
  rulesChecking,
  rulesNone,
  rulesTry,
  rulesVersion,
} from "./sample-rules.ts";
import { installing, updates } from "./sample-updates.ts";
import { chat, madeSecret, newWebhook, shop, stock, webhookView } from "./sample-webhooks.ts";
import { frame, now } from "./samples.ts";

const settings = frame({ section: "settings" });
const system = frame({ section: "system" });

/** @param as changes each view model before it is rendered */
export function settingsPages(as: <V>(view: V) => V): readonly (readonly [string, unknown])[] {
  return [
    ["mailboxes", <MailboxesPage view={as({ frame: settings, mailboxes: [mailbox] })} />],
    [
      "mailbox",
      <MailboxPage
        view={as({
          frame: settings,
          address: null,
          groups: ["First line"],
          form: {
            values: { ...mailbox, aliases: "help@harbour.example", address: "billing" },
            fault: wrong,
          },
          plusTest: null,
        })}
      />,
    ],
    [
      "settings-mailbox",
      <MailboxPage
        view={as({
          frame: settings,
          address: mailbox.address,
          groups: ["First line"],
          form: {
            values: { ...mailbox, aliases: "help@harbour.example", plusAddresses: false },
            fault: null,
          },
          plusTest: {
            ...{ state: "refused", at: now - 3_600_000, fault: null },
            problem: "550 5.1.1 <support+pabc@harbour.example>: Recipient address rejected: User unknown",
          },
        })}
      />,
    ],
    ["settings-oauth", <OAuthAccountsPage view={as(oauthAccounts)} />],
    ["settings-oauth-account", <OAuthAccountPage view={as(oauthAccount)} />],
    ["settings-oauth-leave", <OAuthLeavePage view={as(oauthLeave)} />],
    ["settings-domains", <DomainsPage view={{ frame: settings, domains, fault: null }} />],
    ["settings-imap", <ImapAccountsPage view={as(imapAccounts)} />],
    ["settings-imap-account", <ImapAccountPage view={as(imapAccount)} />],
    [
      "settings-service",
      <ServicePage
        view={as({
          frame: settings,
          form: {
            values: {
              ...{ messageSize: "50", spamScanner: "rspamd://192.0.2.1:11333", virusScanner: "" },
              nightlyBackups: "3",
              ...{ smtps: true, submission: false, trustedProxies: "192.0.2.20" },
            },
            fault: null,
          },
          fixed: { virusScanner: "clamd:/run/clamav/clamd.ctl" },
          closed: [{ field: null, text: "Port 465 is not open: another program uses it", hint: null }],
        })}
      />,
    ],
    [
      "settings-incoming",
      <IncomingPage
        view={as({
          frame: settings,
          form: {
            values: {
              ...{ floodLimit: "400", spamThreshold: "8", trustedRelays: "192.0.2.1\n10.0.0.0/8" },
              ...{ relayResults: "mx.harbour.example", holdUnscanned: true },
            },
            fault: null,
          },
        })}
      />,
    ],
    ["settings-directory", <DirectoryPage view={as(directory)} />],
    ["settings-directory-new", <DirectoryPage view={as(newDirectory)} />],
    [
      "system-health",
      <HealthPage view={as({ frame: { ...settings, box: true, problems: 2 }, report: badReport })} />,
    ],
    ["system-health-well", <HealthPage view={as({ frame: settings, report: wellReport })} />],
    [
      "system-certificate",
      <CertificatePage
        view={as({
          frame: settings,
          hostname: "desk.harbour.example",
          state: {
            policy: { kind: "self" },
            shown: {
              fingerprint: Array.from({ length: 32 }, (_, i) => (i * 7).toString(16).padStart(2, "0")).join(
                ":",
              ),
              issuer: "CN=desk.harbour.example",
              names: ["desk.harbour.example", "localhost"],
              ...{ from: 0, until: now + 40 * 86_400_000, ownMade: true },
            },
            attempt: { at: now, ok: false, problem: problemOf("desk.harbour.example: no answer over HTTP") },
            ...{ ordering: true, requested: true },
          },
          form: {
            directory: "https://ca.harbour.example/dir",
            ...{ email: "it@harbour.example", names: "mail.harbour.example", ca: "", terms: true },
          },
          fault: { at: "acme", fault: { text: "That is not an address", field: "email", hint: null } },
        })}
      />,
    ],
    [
      "settings-outgoing",
      <OutgoingSettingsPage
        view={as({
          frame: settings,
          form: {
            values: {
              ...{ kind: "smtp", host: "smart.harbour.example", port: "587", tls: "starttls" },
              ...{ user: "mailmanager", password: "", forget: false, bareSender: false },
              ...{ login: "oauth2", oauth: "office" },
            },
            kept: ["password"],
            fault: null,
          },
          oauth: ["office"],
          fixed: null,
          replies: { values: { undoDelay: "5" }, fault: null },
          test: {
            to: "marta@harbour.example",
            fault: null,
            result: {
              ok: false,
              server: "smart.harbour.example:587",
              results: [
                {
                  recipient: "marta@harbour.example",
                  outcome: "failed",
                  response: "535 5.7.8 Authentication credentials invalid",
                },
              ],
            },
          },
        })}
      />,
    ],
    [
      "people",
      <PeoplePage
        view={as({
          frame: settings,
          people: people.map((person, i) => ({
            ...person,
            email: `${person.user}@harbour.example`,
            role: i === 0 ? "admin" : "agent",
            disabled: i === 1,
            away: i === 0,
            directory: i === 0,
            lastLogin: i === 0 ? now - 60_000 : null,
          })),
        })}
      />,
    ],
    [
      "person",
      <PersonPage
        view={as({
          frame: settings,
          user: "jonas",
          disabled: false,
          directory: false,
          self: false,
          form: {
            values: {
              ...{ user: "jonas", name: "Jonas Lindqvist", email: "jonas@harbour.example", role: "agent" },
              ...{ password: "", directory: false },
            },
            fault: null,
          },
          away: { away: true, from: "", until: "2026-11-30T08:00", fault: null },
          passwordFault: null,
          tokens: [{ id: "t1", name: "Nightly export", user: "jonas", scope: "read", createdAt: now - 9e8 }],
        })}
      />,
    ],
    [
      "person-directory",
      <PersonPage
        view={as({
          ...{ frame: settings, user: "marta", disabled: false, directory: true, self: false },
          form: {
            values: {
              ...{ user: "marta", name: "Marta Okafor", email: "marta@harbour.example", role: "admin" },
              ...{ password: "", directory: false },
            },
            fault: null,
          },
          away: { away: false, from: "", until: "", fault: null },
          passwordFault: null,
          tokens: [],
        })}
      />,
    ],
    [
      "account",
      <AccountPage
        view={as({
          frame: settings,
          ...{ user: "marta", name: "Marta Okafor", email: "marta@harbour.example", fault: null },
          directory: false,
          notify: { assigned: true, wrote: false },
          away: { away: false, from: "", until: "", fault: null },
          tokens: ["Nightly export", "Phone system"],
          ...{ language: "", languages: [{ tag: "en", name: "English" }] },
        })}
      />,
    ],
    [
      "account-directory",
      <AccountPage
        view={as({
          frame: settings,
          ...{ user: "jonas", name: "Jonas Lindqvist", email: null, fault: null, directory: true },
          notify: { assigned: true, wrote: false },
          away: { away: true, from: "2026-11-24T08:00", until: "", fault: null },
          tokens: [],
          ...{ language: "en", languages: [{ tag: "en", name: "English" }] },
        })}
      />,
    ],
    [
      "groups",
      <GroupsPage
        view={as({
          frame: settings,
          groups: [{ name: "First line", members: ["marta"] }],
          people,
          form: { values: { name: "" }, fault: null },
        })}
      />,
    ],
    ["webhooks", <WebhooksPage view={as({ frame: settings, webhooks: [chat, shop, stock] })} />],
    ["webhooks-none", <WebhooksPage view={as({ frame: settings, webhooks: [] })} />],
    ["webhook-new", <NewWebhookPage view={as({ frame: settings, form: newWebhook })} />],
    ["webhook", <WebhookPage view={as(webhookView)} />],
    [
      "webhook-made",
      <WebhookPage view={as({ ...webhookView, webhook: chat, secret: madeSecret, calls: [] })} />,
    ],
    [
      "templates",
      <TemplatesPage
        view={as({
          frame: settings,
          templates: [
            {
              name: "We have your question",
              form: {
                values: { text: "Hello {{sender.name}},\n\nwe have your question as #{{ticket.number}}." },
                fault: null,
              },
            },
          ],
          form: { values: { name: "", text: "" }, fault: null },
        })}
      />,
    ],
    ["rules", <RulesPage view={as(rules)} />],
    ["rules-broken", <RulesPage view={as(rulesBroken)} />],
    ["rules-none", <RulesPage view={as(rulesNone)} />],
    ["rule-form", <RuleFormPage view={as(ruleForm)} />],
    ["rule-form-wrong", <RuleFormPage view={as(ruleFormWrong)} />],
    ["rule-form-changed", <RuleFormPage view={as(ruleFormChanged)} />],
    ["rules-version", <RulesVersionPage view={as(rulesVersion)} />],
    ["rules-checking", <RulesVersionPage view={as(rulesChecking)} />],
    ["rules-try", <RulesTryPage view={as(rulesTry)} />],
    ["replay", <ReplayPage view={as(replay)} />],
    ["replay-running", <ReplayPage view={as(replayRunning)} />],
    ["replay-kind", <ReplayPage view={as(replayKind)} />],
    ["replay-failed", <ReplayPage view={as(replayFailed)} />],
    ["replay-trace", <TracePage view={as(replayTrace)} />],
    ["network", <NetworkPage view={as({ frame: system, network: network(), clock: clock() })} />],
    [
      "network-wrong",
      <NetworkPage
        view={as({
          frame: system,
          network: network({ values: wrongValues, fault: wrongAddress, checks }),
          clock: clock({
            ...{ synchronised: false, server: null },
            form: { values: { timezone: "Europe/Berlin", ntp: "ntp.harbour.example" }, fault: wrongClock },
          }),
        })}
      />,
    ],
    ["network-trial", <NetworkPage view={as({ frame: system, network: onTrial(), clock: clock() })} />],
    [
      "network-trial-moves",
      <NetworkPage
        view={as({
          frame: system,
          network: onTrial({ follow: "https://192.0.2.30/system/network", checks }),
          clock: clock({ server: null }),
        })}
      />,
    ],
    ["network-silent", <NetworkPage view={as({ frame: system, network: silent, clock: null })} />],
    ["network-no-box", <NetworkPage view={as({ frame: system, network: null, clock: null })} />],
    ["backups", <BackupsPage view={as(backups())} />],
    ["backups-none", <BackupsPage view={as(noBackups)} />],
    ["backups-making", <BackupsPage view={as(backups({ job: making }))} />],
    ["updates", <UpdatesPage view={as(updates())} />],
    ["updates-installing", <UpdatesPage view={as(updates({ job: installing }))} />],
    ["updates-no-stick", <UpdatesPage view={as(updates({ sticks: [] }))} />],
    ["updates-not-looked", <UpdatesPage view={as(updates({ sticks: null }))} />],
    ["updates-no-box", <UpdatesPage view={as(updates({ state: null, sticks: null }))} />],
    ["console-pin", <ConsolePage view={as({ frame: system, set: true, fault: null })} />],
    [
      "console-no-pin",
      <ConsolePage
        view={as({
          frame: system,
          set: false,
          fault: { text: "Enter 6 to 20 digits", field: "pin", hint: null },
        })}
      />,
    ],
    ["console-no-box", <ConsolePage view={as({ frame: system, set: null, fault: null })} />],
    ["support", <SupportPage view={as({ frame: system, present: true, fault: null })} />],
    [
      "support-failed",
      <SupportPage
        view={as({
          frame: system,
          present: true,
          fault: { text: "The box does not answer", field: null, hint: null },
        })}
      />,
    ],
    ["support-no-box", <SupportPage view={as({ frame: system, present: false, fault: null })} />],
    ["updates-restarting", <RestartingPage view={as({ frame: system })} />],
    [
      "tokens",
      <TokensPage
        view={as({
          frame: settings,
          tokens: [
            {
              id: "t1",
              name: "shop",
              user: "marta",
              scope: "write",
              createdAt: now - 90 * 86_400_000,
            },
            { id: "t2", name: "old shop", user: "marta", scope: "read", createdAt: now },
          ],
          made: { name: "shop", token: "mm_0123456789abcdefghjkmnpqrstvwxyz" },
          form: { values: { name: "", scope: "write" }, fault: null },
        })}
      />,
    ],
  ];
}
