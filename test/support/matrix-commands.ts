/** Every function of the engine that the edges can call, what it needs, and a call of it. */
import { expect } from "vitest";
import type { Fault } from "../../src/base/fault.ts";
import { mailId, messageKey, ticketNumber, userName } from "../../src/base/ids.ts";
import type { Result } from "../../src/base/result.ts";
import type { Directory } from "../../src/domain/directory/index.ts";
import type { Caller, SystemCaller, UserCaller } from "../../src/domain/policy/index.ts";
import type { ImapAccount, OAuthAccount } from "../../src/domain/settings/index.ts";
import type { Engine, EngineForEdges } from "../../src/engine/engine.ts";
import type { CertificateKeeper } from "../../src/engine/operate/certificates/certificates.ts";
import type { RoundTrip } from "../../src/engine/operate/first-start/round-trip.ts";
import type { Health } from "../../src/engine/operate/health/health.ts";
import type { RunningState } from "../../src/engine/operate/running-state.ts";
import type { Needs } from "./matrix.ts";

/** What the edges can call. */
export type Commanded = EngineForEdges &
  Pick<Engine, "requests"> & {
    readonly certificates: CertificateKeeper;
    readonly health: Health;
    readonly roundTrip: RoundTrip;
    readonly running: RunningState;
    readonly engine: Pick<Engine, "imapAccounts">;
  };

type Outcome = Result<unknown, Fault>;

/** What a command needs, and a call of it that changes nothing, or nothing for other rows, even if it is allowed. */
export type Command = readonly [
  needs: Needs,
  call: (parts: Commanded, caller: Caller) => Outcome | Promise<Outcome>,
];

const [ticket, other] = [ticketNumber(998), ticketNumber(999)];
const [message, mail, stranger] = [messageKey("0".repeat(26)), mailId("0".repeat(26)), userName("stranger")];
const draftForm = { ticket, kind: "note", writer: "", base: null } as const;
const newTicket = {
  ...{ mailbox: "", subject: "", requester: { name: "", address: "" }, text: "", send: false },
};
const newUser = { user: "", name: "", email: null, role: "agent", password: "" } as const;
const unsavedView: Parameters<EngineForEdges["views"]["save"]>[1] = {
  ...{ id: null, name: "", query: "", order: "due", columns: [], shared: { with: "nobody" } },
};
const policy = { floodLimit: 3, spamThreshold: null, trustedRelays: [], relayResults: null };
const certificate = { fingerprint: "", issuer: "", names: [], from: 0, until: 0, ownMade: true };
const account: ImapAccount = {
  ...{ name: "", mailbox: "", host: "", port: 0, tls: "implicit", certificate: "", user: "", enabled: true },
  ...{ login: { kind: "password", password: "" }, folders: [], take: "all", after: { kind: "leave" } },
};
const oauthAccount: OAuthAccount = {
  ...{ name: "", provider: "other", authorizeUrl: "", deviceUrl: "", tokenUrl: "", clientId: "" },
  ...{ clientSecret: "", scope: "", servers: [], refreshToken: "" },
};
const directory: Directory = {
  ...{ enabled: true, servers: [], encryption: "starttls", authorities: "", bindDn: "", bindPassword: "" },
  ...{ baseDn: "", filter: "", nameAttribute: "", mailAttribute: "", newcomers: "refuse" },
};
const acme = { kind: "acme", directory: "", email: null, names: [], ca: null } as const;

/** By part and function, and by argument if that matters. */
export const commands: { readonly [name: string]: Command } = {
  "commands.openTicket": ["tickets.write", ({ commands }, by) => commands.openTicket(by, newTicket)],
  "commands.reply": ["tickets.write", ({ commands }, by) => commands.reply(by, ticket, { text: "" })],
  "commands.takeBack": ["tickets.write", ({ commands }, by) => commands.takeBack(by, ticket, message)],
  "commands.note": ["tickets.write", ({ commands }, by) => commands.note(by, ticket, "")],
  "commands.saveDraft": [
    "tickets.write",
    ({ commands }, by) => commands.saveDraft(by, draftForm, { text: "" }),
  ],
  "commands.discardDraft": ["tickets.write", ({ commands }, by) => commands.discardDraft(by, draftForm)],
  "commands.undo": ["tickets.write", ({ commands }, by) => commands.undo(by, ticket, 1)],
  "commands.change": ["tickets.write", ({ commands }, by) => commands.change(by, ticket, { subject: "" })],
  "commands.merge": ["tickets.write", ({ commands }, by) => commands.merge(by, ticket, ticket)],
  "commands.unmerge": ["tickets.write", ({ commands }, by) => commands.unmerge(by, ticket)],
  "commands.move": ["tickets.write", ({ commands }, by) => commands.move(by, ticket, [], other)],
  "commands.split": ["tickets.write", ({ commands }, by) => commands.split(by, ticket, [], null)],
  "commands.joinHeld": ["tickets.write", ({ commands }, by) => commands.joinHeld(by, mail, ticket)],
  "commands.openHeld": ["tickets.write", ({ commands }, by) => commands.openHeld(by, mail)],
  "commands.fileHeld": ["tickets.write", ({ commands }, by) => commands.fileHeld(by, mail)],
  "commands.decideFloodGroup": [
    "tickets.write",
    ({ commands }, by) => commands.decideFloodGroup(by, "bob@else.example", { kind: "file" }),
  ],
  "commands.decideHeldFor": [
    "tickets.write",
    ({ commands }, by) => commands.decideHeldFor(by, ticket, { kind: "file" }),
  ],
  "commands.addParticipant": [
    "tickets.write",
    ({ commands }, by) => commands.addParticipant(by, ticket, { name: "", address: "bob@else.example" }),
  ],
  "commands.judgeMessage": [
    "tickets.write",
    ({ commands }, by) => commands.judgeMessage(by, ticket, message, "forged"),
  ],
  "commands.dismissMerge": ["tickets.write", ({ commands }, by) => commands.dismissMerge(by, ticket)],
  "commands.removeParticipant": [
    "tickets.write",
    ({ commands }, by) => commands.removeParticipant(by, ticket, "bob@else.example"),
  ],
  "commands.retryDelivery": ["outbox.write", ({ commands }, by) => commands.retryDelivery(by, message)],
  "commands.cancelDelivery": ["outbox.write", ({ commands }, by) => commands.cancelDelivery(by, message)],
  "commands.decideHeldDeliveries": [
    "outbox.write",
    ({ commands }, by) => commands.decideHeldDeliveries(by, "cancel"),
  ],
  "people.createUser": ["people.write", ({ people }, by) => people.createUser(by, newUser)],
  "people.changeUser": ["people.write", ({ people }, by) => people.changeUser(by, stranger, {})],
  "people.setPassword (another's)": [
    "people.write",
    ({ people }, by) => people.setPassword(by, stranger, "", "their own"),
  ],
  "people.setPassword (one's own)": [
    "account.write",
    ({ people }, by) => people.setPassword(by, by.user ?? stranger, "", "not theirs"),
  ],
  "people.setNotifications": [
    "account.write",
    ({ people }, by) => people.setNotifications(by, { assigned: true, wrote: false }),
  ],
  "looks.look": ["tickets.read", ({ looks }, by) => looks.look(by, ticket)],
  "looks.unread": ["tickets.read", ({ looks }, by) => looks.unread(by)],
  "contacts.note": [
    "tickets.write",
    ({ contacts }, by) => contacts.note(by, { address: "ann@customer.example", note: "Keeps bees", was: "" }),
  ],
  "views.save": ["account.write", ({ views }, by) => views.save(by, unsavedView)],
  "views.remove": ["account.write", ({ views }, by) => views.remove(by, "none")],
  "views.choose": ["account.write", ({ views }, by) => views.choose(by, { order: "due", columns: [] })],
  "people.setLanguage": ["account.write", ({ people }, by) => people.setLanguage(by, null)],
  "people.setAway": ["account.write", ({ people }, by) => people.setAway(by, null)],
  "people.createToken": [
    "people.write",
    ({ people }, by) => people.createToken(by, { name: "x", user: stranger, scope: "admin" }),
  ],
  "people.revokeToken": ["people.write", ({ people }, by) => people.revokeToken(by, "none")],
  "settings.setUp": ["settings.write", ({ settings }, by) => settings.setUp(by, "", "")],
  "settings.saveMailbox": ["settings.write", ({ settings }, by) => settings.saveMailbox(by, { address: "" })],
  "settings.saveGroup": ["settings.write", ({ settings }, by) => settings.saveGroup(by, "", [])],
  "settings.setOutgoing": [
    "settings.write",
    ({ settings }, by) => settings.setOutgoing(by, { kind: "catch" }),
  ],
  "settings.setIntakePolicy": ["settings.write", ({ settings }, by) => settings.setIntakePolicy(by, policy)],
  "settings.setReplyPolicy": [
    "settings.write",
    ({ settings }, by) => settings.setReplyPolicy(by, { undoDelay: 1000 }),
  ],
  "settings.setCertificatePolicy": [
    "settings.write",
    ({ settings }, by) => settings.setCertificatePolicy(by, acme),
  ],
  "settings.noteCertificate": [
    "settings.write",
    ({ settings }, by) => settings.noteCertificate(by, certificate),
  ],
  "settings.setService": [
    "settings.write",
    ({ settings }, by) => settings.setService(by, { messageSize: 0 }),
  ],
  "settings.saveImapAccount": ["settings.write", ({ settings }, by) => settings.saveImapAccount(by, account)],
  "settings.saveTemplate": [
    "settings.write",
    ({ settings }, by) => settings.saveTemplate(by, { name: "", text: "" }),
  ],
  "settings.removeTemplate": ["settings.write", ({ settings }, by) => settings.removeTemplate(by, "")],
  "settings.removeImapAccount": ["settings.write", ({ settings }, by) => settings.removeImapAccount(by, "")],
  "rulesets.check": ["settings.read", ({ rulesets }, by) => rulesets.check(by, "")],
  "rulesets.checking": ["settings.read", async ({ rulesets }, by) => rulesets.checking(by, "")],
  "rulesets.checkingDraft": [
    "settings.read",
    async ({ rulesets }, by) => rulesets.checkingDraft(by, "", null),
  ],
  "rulesets.checkOf": ["settings.read", async ({ rulesets }, by) => rulesets.checkOf(by, "x")],
  "rulesets.cancelCheck": ["settings.read", async ({ rulesets }, by) => rulesets.cancelCheck(by, "x")],
  "rulesets.runWitness": ["settings.read", ({ rulesets }, by) => rulesets.runWitness(by, "x", 0)],
  "rulesets.save": ["settings.write", ({ rulesets }, by) => rulesets.save(by, "", "")],
  "rulesets.changeRule": [
    "settings.write",
    ({ rulesets }, by) => rulesets.changeRule(by, { kind: "earlier", name: "x" }, ""),
  ],
  "rulesets.deactivate": ["settings.write", ({ rulesets }, by) => rulesets.deactivate(by, "Sales", "")],
  "rulesets.checkingWith": ["settings.read", async ({ rulesets }, by) => rulesets.checkingWith(by, 0)],
  "rulesets.activate": ["settings.write", ({ rulesets }, by) => rulesets.activate(by, 9, "", [])],
  "replays.begin": [
    "settings.write",
    async ({ replays }, by) => replays.begin(by, { text: "", version: null, since: 0, until: 1 }),
  ],
  "replays.find": ["settings.write", async ({ replays }, by) => replays.find(by, "x")],
  "replays.cancel": ["settings.write", async ({ replays }, by) => replays.cancel(by, "x")],
  "replays.trace": ["settings.write", ({ replays }, by) => replays.trace(by, "x", mailId("x"))],
  "explain.message": [
    "tickets.read",
    ({ explain }, by) => explain.message(by, ticketNumber(9), messageKey("none")),
  ],
  "explain.event": ["tickets.read", ({ explain }, by) => explain.event(by, ticketNumber(9), 1)],
  "webhooks.save": ["settings.write", ({ webhooks }, by) => webhooks.save(by, { name: "" })],
  "webhooks.remove": ["settings.write", ({ webhooks }, by) => webhooks.remove(by, "x")],
  "webhooks.renewSecret": ["settings.write", ({ webhooks }, by) => webhooks.renewSecret(by, "x")],
  "webhooks.test": ["settings.write", ({ webhooks }, by) => webhooks.test(by, "x")],
  "webhooks.sendAgain": ["settings.write", ({ webhooks }, by) => webhooks.sendAgain(by, "x", 1)],
  "outgoingMail.test": ["settings.write", ({ outgoingMail }, by) => outgoingMail.test(by, "")],
  "roundTrip.send": ["settings.write", ({ roundTrip }, by) => roundTrip.send(by)],
  "health.report": ["settings.write", ({ health }, by) => health.report(by)],
  "health.again": ["settings.write", ({ health }, by) => health.again(by)],
  "plusTests.begin": ["settings.write", ({ plusTests }, by) => plusTests.begin(by, "")],
  "oauth.save": ["settings.write", ({ oauth }, by) => oauth.save(by, oauthAccount)],
  "oauth.remove": ["settings.write", ({ oauth }, by) => oauth.remove(by, "")],
  "oauth.signedIn": ["settings.write", ({ oauth }, by) => oauth.signedIn(by, oauthAccount, "")],
  "oauth.begin": ["settings.write", ({ oauth }, by) => oauth.begin(by, "", "")],
  "oauth.finish": [
    "settings.write",
    ({ oauth }, by) => oauth.finish(by, { state: "", code: "", error: "", description: "" }),
  ],
  "oauth.beginDevice": ["settings.write", ({ oauth }, by) => oauth.beginDevice(by, "")],
  "certificates.state": ["settings.write", ({ certificates }, by) => certificates.state(by)],
  "certificates.useSelf": ["settings.write", ({ certificates }, by) => certificates.useSelf(by)],
  "certificates.useOwn": [
    "settings.write",
    ({ certificates }, by) => certificates.useOwn(by, { cert: "", key: null }),
  ],
  "certificates.useAcme": ["settings.write", ({ certificates }, by) => certificates.useAcme(by, acme)],
  "certificates.request": ["settings.write", ({ certificates }, by) => certificates.request(by, [])],
  "domains.check": ["settings.write", ({ domains }, by) => domains.check(by)],
  "domains.makeKey": ["settings.write", ({ domains }, by) => domains.makeKey(by, "", "ed25519")],
  "domains.activateKey": ["settings.write", ({ domains }, by) => domains.activateKey(by, "", "")],
  "domains.removeKey": ["settings.write", ({ domains }, by) => domains.removeKey(by, "", "")],
  "directory.set": ["settings.write", ({ directory: settings }, by) => settings.set(by, directory)],
  "directory.test": [
    "settings.write",
    ({ directory: settings }, by) => settings.test(by, { user: "", password: "" }),
  ],
  "box.ask (to look)": ["system.read", ({ box }, by) => box.ask(by, "media", {})],
  "box.ask (to change)": ["system.write", ({ box }, by) => box.ask(by, "restart", {})],
  "updates.install": [
    "system.write",
    ({ updates }, by) => updates.install(by, { kind: "file", path: "/none" }),
  ],
  "backups.list": ["backups.write", ({ backups }, by) => backups.list(by)],
  "backups.create": ["backups.write", ({ backups }, by) => backups.create(by)],
  "backups.download": ["backups.write", ({ backups }, by) => backups.download(by, "none")],
  "backups.remove": ["backups.write", ({ backups }, by) => backups.remove(by, "none")],
};

/** What only looks: to those who may not, it gives what it gives where there is nothing. */
export const views: {
  readonly [name: string]: readonly [
    needs: Needs,
    call: (parts: Commanded, caller: Caller) => unknown,
    outside: unknown,
  ];
} = {
  "domains.list": ["settings.read", ({ domains }, by) => domains.list(by), []],
  "outgoingMail.given": ["settings.read", ({ outgoingMail }, by) => outgoingMail.given(by), null],
  "outgoingMail.isCaught": ["settings.read", ({ outgoingMail }, by) => outgoingMail.isCaught(by), false],
  "oauth.device": ["settings.read", ({ oauth }, by) => oauth.device(by, "office"), null],
  "roundTrip.state": ["settings.write", ({ roundTrip }, by) => roundTrip.state(by), { stage: "none" }],
  "health.problems": ["settings.write", ({ health }, by) => health.problems(by), 0],
  "updates.job": ["system.read", ({ updates }, by) => updates.job(by), null],
  "backups.job": ["backups.write", ({ backups }, by) => backups.job(by), null],
  "backups.lastAt": ["backups.write", ({ backups }, by) => backups.lastAt(by), null],
  "running.status": ["open", ({ running }, by) => running.status(by), "ok"],
  "running.fetching": ["settings.read", ({ running }, by) => running.fetching(by), []],
  "running.scanners": ["settings.read", ({ running }, by) => running.scanners(by), []],
  "running.oauthProblems": ["settings.read", ({ running }, by) => running.oauthProblems(by), []],
  "running.closedPorts": ["settings.read", ({ running }, by) => running.closedPorts(by), []],
  "running.disk": ["metrics.read", ({ running }, by) => running.disk(by), null],
};

/** Of these there is nothing here; that it is shown is tested beside their code. */
export const unseen: readonly string[] = ["oauth.device", "updates.job"];

/** The names of all functions that take a part of the program as their caller, and so no person. */
type NamesForProgram = {
  [P in keyof Commanded & string]: {
    [F in keyof Commanded[P] & string]: ForProgram<Commanded[P][F]> extends true ? `${P}.${F}` : never;
  }[keyof Commanded[P] & string];
}[keyof Commanded & string];
type ForProgram<F> = F extends (...given: infer Given) => unknown
  ? Given extends readonly [infer First, ...unknown[]]
    ? UserCaller extends First
      ? false
      : SystemCaller extends First
        ? true
        : false
    : false
  : false;

/** What the program alone does, what it gives, and a call of it. Complete by type: one that takes a person is not in it. */
export const forProgram: {
  readonly [N in NamesForProgram]: readonly [
    call: (parts: Commanded, by: SystemCaller) => unknown,
    gives: unknown,
  ];
} = {
  "people.begin": [
    ({ people }, by) => people.begin(by, userName("ann"), "192.0.2.9"),
    expect.stringMatching(/^[\w-]{43}$/),
  ],
  "people.expireSessions": [({ people }, by) => people.expireSessions(by), undefined],
  "oauth.renew": [({ oauth }, by) => oauth.renew(by, "office", "former", "next"), undefined],
  "backups.nightly": [({ backups }, by) => backups.nightly(by, 3), undefined],
  "certificates.inUse": [
    ({ certificates }, by) => certificates.inUse(by),
    expect.objectContaining({ policy: { kind: "self" } }),
  ],
  "certificates.renew": [({ certificates }, by) => certificates.renew(by), undefined],
  "engine.imapAccounts": [({ engine }, by) => engine.imapAccounts(by), []],
};

/** Functions that take no caller, and why they need none. */
export const withoutCaller: { readonly [name: string]: string } = {
  "people.logIn": "before it there is no caller; it takes a password",
  "people.session": "makes the caller, of a session's token",
  "people.bearer": "makes the caller, of an API token",
  "people.logOut": "takes the session's token, and ends that one session",
  "requests.once": "takes the API token's hash, and finds that token's requests only",
  "box.present": "whether this is the appliance; it decides which pages there are",
  "certificates.isOwnMade": "said to everyone who connects, by the certificate itself",
  "certificates.answerTo": "a CA asks it, with a token that only it knows (RFC 8555)",
  // Called by the program itself, by no page and no route.
  "oauth.stop": "the program's stop",
  "directory.on": "the log-in",
  "directory.prove": "the log-in",
  "plusTests.start": "the program's start",
  "plusTests.stop": "the program's stop",
  "plusTests.run": "due work",
  "box.takeActions": "a timer",
  "box.start": "the program's start",
  "box.stop": "the program's stop",
  "backups.stop": "the program's stop",
  "replays.stop": "the program's stop",
  "certificates.current": "the listeners",
  "certificates.onChange": "the listeners",
  "health.stop": "the program's stop",
};
