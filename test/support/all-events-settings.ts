/** Random events about people, settings, the appliance and backups; part of all-events.ts. */

import { doneAction } from "../../src/base/box-actions.ts";
import { fault } from "../../src/base/fault.ts";
import { messageKey, userName } from "../../src/base/ids.ts";
import type { BackupEvent } from "../../src/domain/backup/index.ts";
import type { BoxEvent } from "../../src/domain/box/index.ts";
import type { ContactEvent } from "../../src/domain/contact/index.ts";
import type { DirectoryEvent } from "../../src/domain/directory/index.ts";
import { defaultLifecycle, following, lifecycleOf } from "../../src/domain/lifecycle/index.ts";
import type { PeopleEvent } from "../../src/domain/people/events.ts";
import type { SettingsEvent } from "../../src/domain/settings/events.ts";
import type { Target } from "../../src/domain/target/index.ts";
import type { TicketWait } from "../../src/domain/ticket/index.ts";
import type { ViewEvent } from "../../src/domain/views/index.ts";
import { ann, box, hex, type Makers } from "./all-events-world.ts";

type About = PeopleEvent | SettingsEvent | BackupEvent | BoxEvent | DirectoryEvent | ViewEvent | ContactEvent;

export const settingsMakers: Pick<Makers, About["type"]> = {
  UserCreated(world, { n, text }) {
    const user = userName(`user${world.next()}`);
    world.users.push(user);
    const email = n % 3 === 0 ? null : `${user}@desk.example`;
    const role = n % 2 === 0 ? "agent" : "admin";
    world.add({ type: "UserCreated", user, name: text, email, role, password: "hash" });
  },
  UserChanged(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    const { n, text: name } = draw;
    world.add({ type: "UserChanged", user, name, email: null, role: "agent", disabled: n % 2 === 0 });
  },
  NotificationsChanged(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    world.add({ type: "NotificationsChanged", user, assigned: draw.n % 2 === 0, wrote: draw.n % 3 === 0 });
  },
  ViewSaved(world, { n, text }) {
    const shared =
      n % 3 === 0 ? { with: "group" as const, group: `g${n % 4}` } : { with: "everyone" as const };
    const view = { id: `v${n % 5}`, name: text, query: "is:todo", owner: ann, shared };
    world.add({ type: "ViewSaved", view: { ...view, order: "due", columns: ["state", "due"] } });
  },
  ViewRemoved(world, { n }) {
    world.add({ type: "ViewRemoved", id: `v${(n + 1) % 5}` });
  },
  ContactNoted(world, { n, text }) {
    world.add({
      type: "ContactNoted",
      address: `ann${n % 3}@customer.example`,
      note: n % 4 === 0 ? "" : text,
    });
  },
  ListChosen(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    const order = draw.n % 2 === 0 ? "oldest" : "changed";
    world.add({ type: "ListChosen", user, choice: { order, columns: ["state"] } });
  },
  AwayChanged(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    const { n } = draw;
    const from = n % 2 === 0 ? null : n;
    world.add({ type: "AwayChanged", user, away: n % 3 === 0 ? null : { from, until: from && from + 1000 } });
  },
  LanguageChanged(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    world.add({ type: "LanguageChanged", user, language: [null, "en", "ar"][draw.n % 3] ?? null });
  },
  PasswordChanged(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    world.add({ type: "PasswordChanged", user, password: `hash ${draw.n}` });
  },
  PasswordDelegated(world, draw) {
    world.add({ type: "PasswordDelegated", user: userName(world.one(world.users, draw, "UserCreated")) });
  },
  LoggedIn(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    world.add({ type: "LoggedIn", user, ip: "192.0.2.9" });
  },
  TokenCreated(world, draw) {
    const user = userName(world.one(world.users, draw, "UserCreated"));
    const id = world.id();
    world.tokens.push(id);
    world.add({ type: "TokenCreated", id, name: draw.text, user, scope: "write", hash: hex(world.next()) });
  },
  TokenRevoked(world, draw) {
    world.add({ type: "TokenRevoked", id: world.one(world.tokens, draw, "TokenCreated") });
  },
  SystemSetUp(world, { n }) {
    const zone = n % 2 === 0 ? "Europe/Berlin" : null;
    world.add({ type: "SystemSetUp", hostname: `h${n % 5}.example`, zone });
  },
  MailboxSaved(world, { n, text }) {
    const address = `box${n % 4}@desk.example`;
    const rest = { aliases: [], name: text, signature: text, language: "en" };
    const flags = { acknowledge: n % 2 === 0, enabled: n % 3 !== 0, plusAddresses: n % 5 !== 0 };
    world.add({
      type: "MailboxSaved",
      mailbox: { address, ...rest, ...flags, group: n % 2 === 0 ? "desk" : null },
    });
  },
  GroupSaved(world, { n }) {
    world.add({ type: "GroupSaved", name: `g${n % 4}`, members: n % 2 === 0 ? ["ann"] : [] });
  },
  TemplateSaved(world, { n, text }) {
    world.add({ type: "TemplateSaved", name: `t${n % 4}`, text });
  },
  TemplateRemoved(world, { n }) {
    world.add({ type: "TemplateRemoved", name: `t${(n + 1) % 4}` });
  },
  WebhookSaved(world, { n, text }) {
    const secret = `whsec_${text}`;
    const former = n % 3 === 0 ? { former: { secret: `${secret}=`, until: n } } : {};
    const events = n % 2 === 0 ? ["note.added" as const] : [];
    const flags = { events, enabled: n % 4 !== 0, allowPrivate: n % 5 === 0 };
    const webhook = { name: `w${n % 4}`, url: `https://w${n}.example/`, ...flags, secret, ...former };
    world.add({ type: "WebhookSaved", webhook });
  },
  WebhookRemoved(world, { n }) {
    world.add({ type: "WebhookRemoved", name: `w${(n + 1) % 4}` });
  },
  WebhookGone(world, { n }) {
    world.add({ type: "WebhookGone", name: `w${(n + 2) % 4}` });
  },
  RulesetSaved(world, { n, text }) {
    const name = n % 3 ? "Default" : "Shop";
    world.add({ type: "RulesetSaved", name, version: (n % 5) + 1, text: `ruleset "${n}"`, reason: text });
  },
  RulesetActivated(world, { n, text }) {
    world.add({
      type: "RulesetActivated",
      name: n % 3 ? "Default" : "Shop",
      version: n % 6,
      ...(n % 3 ? {} : { mailboxes: [`shop${n}@desk.example`], includes: [n % 2, 2] }),
      ...(n % 4 ? {} : { with: "Shop" }),
      reason: text,
      acknowledged: n % 2 ? [] : [text],
      ...(n % 3 ? {} : { lifecycle: oddLifecycle }),
      ...(n % 2 ? {} : { targets: oddTargets }),
      ...(n % 5 ? {} : { waits: oddWaits }),
    });
  },
  RulesetDeactivated(world, { n, text }) {
    const rest = { targets: oddTargets, ...(n % 2 ? {} : { lifecycle: oddLifecycle, waits: oddWaits }) };
    world.add({ type: "RulesetDeactivated", name: n % 4 ? "Shop" : "Sales", reason: text, ...rest });
  },
  OutgoingChanged(world, { n, text }) {
    const smtp = { kind: "smtp", host: "relay.example", port: 25, tls: "none" } as const;
    world.add({
      type: "OutgoingChanged",
      outgoing: n % 2 === 0 ? { kind: "direct" } : { ...smtp, user: null, password: text },
    });
  },
  CertificatePolicyChanged(world, { n }) {
    world.add({ type: "CertificatePolicyChanged", policy: { kind: n % 2 === 0 ? "self" : "own" } });
  },
  IntakePolicyChanged(world, { n, text }) {
    const relays = {
      trustedRelays: n % 2 === 0 ? [] : ["192.0.2.7"],
      relayResults: n % 3 === 0 ? text : null,
    };
    world.add({
      type: "IntakePolicyChanged",
      policy: { floodLimit: n, spamThreshold: n % 4 === 0 ? null : n, ...relays },
    });
  },
  ReplyPolicyChanged(world, { n }) {
    world.add({ type: "ReplyPolicyChanged", policy: { undoDelay: (n % 120) * 1000 } });
  },
  ServiceChanged(world, { n }) {
    const scanners = {
      spamScanner: n % 2 === 0 ? null : "rspamd://192.0.2.7:11333",
      virusScanner: n % 3 === 0 ? null : "clamd:/run/clamd.ctl",
    };
    world.add({
      type: "ServiceChanged",
      service: {
        ...{ messageSize: (1 + (n % 50)) * 1024 * 1024, nightlyBackups: n % 10, ...scanners },
        ...{ smtps: n % 2 === 0, submission: n % 3 === 0 },
        trustedProxies: n % 4 === 0 ? ["192.0.2.30"] : [],
      },
    });
  },
  CertificateInstalled(world, { n, text }) {
    const facts = { fingerprint: `${n}`, issuer: text, names: [], from: n, until: n + 1, ownMade: false };
    world.add({ type: "CertificateInstalled", certificate: facts });
  },
  DkimKeyMade(world, { n, text }) {
    const key = { domain: `d${n % 3}.example`, selector: `s${world.next()}` };
    world.keys.push(key);
    const algorithm = n % 2 === 0 ? "rsa" : "ed25519";
    world.add({ type: "DkimKeyMade", ...key, algorithm, publicKey: text, privateKey: "pem" });
  },
  DkimKeyActivated(world, draw) {
    world.add({ type: "DkimKeyActivated", ...world.one(world.keys, draw, "DkimKeyMade") });
  },
  DkimKeyRemoved(world, draw) {
    world.add({ type: "DkimKeyRemoved", ...world.one(world.keys, draw, "DkimKeyMade") });
  },
  ImapAccountSaved(world, { n, text }) {
    const name = `acc${n % 4}`;
    world.accounts.push(name);
    const server = { host: "imap.example", port: 993, tls: "implicit", certificate: "", user: "u" } as const;
    const login =
      n % 2 === 0
        ? ({ kind: "password", password: text } as const)
        : ({ kind: "oauth2", account: "oauth1" } as const);
    const taking = { folders: ["INBOX"], take: "all", after: { kind: "seen" }, enabled: true } as const;
    world.add({ type: "ImapAccountSaved", account: { name, mailbox: box, ...server, login, ...taking } });
  },
  ImapAccountRemoved(world, draw) {
    world.add({ type: "ImapAccountRemoved", name: world.one(world.accounts, draw, "ImapAccountSaved") });
  },
  PlusTestBegun(world, { n }) {
    const token = `token${world.next()}`;
    world.plusTests.push(token);
    world.add({ type: "PlusTestBegun", mailbox: `box${n % 4}@desk.example`, token });
  },
  OutgoingTested(world, { n, text }) {
    const outcome = n % 2 === 0 ? "delivered" : "failed";
    const fault = n % 3 === 0 ? null : ({ code: "delivery.failed" } as const);
    world.add({
      type: "OutgoingTested",
      to: "ada@desk.example",
      server: null,
      outcome,
      response: text,
      fault,
    });
  },
  PlusTestEnded(world, draw) {
    const token = world.one(world.plusTests, draw, "PlusTestBegun");
    const fault = draw.n % 2 === 0 ? null : ({ code: "delivery.failed" } as const);
    const outcome = draw.n % 3 === 0 ? "missing" : "refused";
    world.add({ type: "PlusTestEnded", token, outcome, response: draw.text, fault });
  },
  OAuthAccountSaved(world, { n, text }) {
    const name = `oauth${n % 4}`;
    world.oauth.push(name);
    const urls = { authorizeUrl: "", deviceUrl: "", tokenUrl: "https://x.example" };
    const client = { clientId: "c", clientSecret: text, scope: "", servers: ["imap.example"] };
    const account = { name, provider: "other", ...urls, ...client, refreshToken: "" } as const;
    world.add({ type: "OAuthAccountSaved", account });
  },
  OAuthAccountRemoved(world, draw) {
    world.add({ type: "OAuthAccountRemoved", name: world.one(world.oauth, draw, "OAuthAccountSaved") });
  },
  OAuthSignedIn(world, draw) {
    const name = world.one(world.oauth, draw, "OAuthAccountSaved");
    world.add({ type: "OAuthSignedIn", name, refreshToken: draw.text });
  },
  OAuthTokenRenewed(world, draw) {
    const name = world.one(world.oauth, draw, "OAuthAccountSaved");
    world.add({ type: "OAuthTokenRenewed", name, refreshToken: draw.text });
  },
  DirectoryChanged(world, { n, text }) {
    const how = { encryption: "starttls", authorities: "", bindDn: text, bindPassword: "p" } as const;
    const what = { baseDn: "dc=x", filter: "(uid={user})", nameAttribute: "cn", mailAttribute: "mail" };
    world.add({
      type: "DirectoryChanged",
      directory: {
        enabled: n % 2 === 0,
        servers: ["ldaps://x.example"],
        ...how,
        ...what,
        newcomers: "refuse",
      },
    });
  },
  BoxActed(world, { n, text }) {
    const did = {
      ...({ verb: "update", caller: "box", by: null, outcome: "done" } as const),
      what: doneAction("update.install", { place: text }),
      fault: n % 2 === 0 ? null : fault("box.error", { params: { problem: text } }),
    };
    const action = { log: `log${n % 2}`, number: world.next(), at: "2026-11-23T00:00:00Z", ...did };
    world.add({ type: "BoxActed", action });
  },
  WarningDue(world, { n }) {
    const message = messageKey(world.id());
    world.warnings.push(message);
    const to = { name: "Ann", address: "admin@desk.example" };
    world.add({ type: "WarningDue", message, user: ann, to, log: "log", action: n });
  },
  WarningQueued(world, { n, text }) {
    const key = world.warnings.shift() ?? messageKey(world.id());
    const recipients = ["admin@desk.example"];
    world.sent.push({ key, ticket: null, recipients });
    const mail = { messageId: `<w${n}@desk.example>`, subject: text, raw: hex(n), sender: "", recipients };
    world.add({ type: "WarningQueued", message: key, user: ann, ...mail });
  },
  BackupMade(world, { n }) {
    world.add({ type: "BackupMade", file: `b${n}`, bytes: n, head: 1, cause: "nightly" });
  },
  BackupFailed(world, { text: problem }) {
    world.add({
      type: "BackupFailed",
      cause: "asked",
      fault: fault("backup.unreadable", { params: { path: "/backups", problem } }),
    });
  },
  BackupDownloaded(world, { n }) {
    world.add({ type: "BackupDownloaded", file: `b${n}` });
  },
  BackupRemoved(world, { n }) {
    world.add({ type: "BackupRemoved", file: `b${n}`, cause: "asked" });
  },
  BackupRestored(world, { n }) {
    const from = { hostname: "old.example", version: "1", held: n % 3 };
    world.add({ type: "BackupRestored", file: `b${n}`, createdAt: n, ...from });
  },
};

/** A lifecycle other than the usual one, which knows the usual states from before. */
const oddLifecycle = following(
  lifecycleOf([
    { name: "queued", kind: "initial", ways: ["done"], only: [], onMail: null, onReply: null, returns: null },
    { name: "done", kind: "final", ways: ["queued"], only: [], onMail: null, onReply: null, returns: null },
  ]),
  defaultLifecycle,
);

const oddTargets: readonly Target[] = [
  {
    ...{ name: "Standard", warn: { n: 1, unit: "hour" } },
    calendar: {
      ...{ name: "Office", zone: "Europe/London", holidays: ["2026-12-25"] },
      hours: [0, 1, 2, 3, 4].map((day) => ({ day, from: 540, to: 1050 })),
    },
    limits: { first: { n: 4, unit: "hour" }, next: null, resolved: { n: 3, unit: "day" } },
  },
];

/** What rules wait for. */
const oddWaits: readonly TicketWait[] = [
  { on: "state", from: null, to: ["closed"] },
  { on: "field", field: "category" },
  { on: "stay", state: "open", length: { n: 2, unit: "hour" }, calendar: null },
  { on: "clock", clock: "first", side: "before", length: { n: 1, unit: "hour" } },
];
