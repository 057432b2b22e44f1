/** Every query that the edges can ask, what it needs, and what it gives to those who may not ask it. */
import {
  type MailId,
  type MessageKey,
  mailId,
  messageKey,
  type TicketNumber,
  ticketNumber,
  type UserName,
  userName,
} from "../../src/base/ids.ts";
import type { Event } from "../../src/domain/events.ts";
import { usualStates } from "../../src/domain/lifecycle/testing.ts";
import {
  noIntakePolicy,
  noReplyPolicy,
  type OAuthAccount,
  usualService,
  type Webhook,
} from "../../src/domain/settings/index.ts";
import type { Ticket, TicketChange, TicketEvent } from "../../src/domain/ticket/index.ts";
import { type SavedView, usualChoice } from "../../src/domain/views/index.ts";
import { blobOf } from "../../src/record/new-blob.ts";
import type { MailRow, Read } from "../../src/record/reading/index.ts";
import type { OpenRecord } from "../../src/record/record.ts";
import type { Needs } from "./matrix.ts";

/** What there is to ask about. */
export interface Things {
  readonly tickets: readonly TicketNumber[];
  readonly rows: readonly Ticket[];
  readonly changes: readonly { readonly ticket: Ticket; readonly change: TicketChange }[];
  readonly received: readonly { readonly ticket: Ticket; readonly message: Received }[];
  /** Message-IDs. */
  readonly messageIds: readonly string[];
  readonly messages: readonly MessageKey[];
  readonly mails: readonly MailId[];
  readonly mailRows: readonly MailRow[];
  readonly mailboxes: readonly string[];
  readonly users: readonly UserName[];
  readonly groups: readonly string[];
  readonly templates: readonly string[];
  readonly webhooks: readonly string[];
  readonly imap: readonly string[];
  readonly oauth: readonly string[];
  /** Something that is committed, so that followers of the journal are called. */
  readonly commit: () => Promise<void>;
}

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

export interface Query {
  /** "open": given to everyone. */
  readonly needs: Needs;
  /** Whether it is about tickets or mails, of which people see those of their mailboxes. */
  readonly scoped: boolean;
  /** Asks about everything there is. */
  readonly ask: (read: Read, things: Things) => Promise<readonly unknown[]>;
  /** What is given to those who may not, for each thing. */
  readonly outside: unknown;
}

const NOW = 2_000_000_000_000;
const page = { items: [], next: null };
const history = { events: [], older: null };
const all = { limit: 1000 };

function query<A>(
  needs: Needs,
  scoped: boolean,
  outside: unknown,
  things: (things: Things) => readonly A[],
  ask: (read: Read, thing: A, things: Things) => unknown,
): Query {
  return {
    ...{ needs, scoped, outside },
    ask: async (read, from) => Promise.all(things(from).map(async (thing) => ask(read, thing, from))),
  };
}

/** A query about tickets or mails. */
const ofMailboxes = <A>(
  outside: unknown,
  things: (things: Things) => readonly A[],
  ask: (read: Read, thing: A) => unknown,
): Query => query("tickets.read", true, outside, things, ask);

const once = () => [null];
const byTicket = (outside: unknown, ask: (read: Read, number: TicketNumber) => unknown): Query =>
  ofMailboxes(outside, ({ tickets }) => tickets, ask);
const byMessage = (outside: unknown, ask: (read: Read, key: MessageKey) => unknown): Query =>
  ofMailboxes(outside, ({ messages }) => messages, ask);
const byMail = (outside: unknown, ask: (read: Read, id: MailId) => unknown): Query =>
  ofMailboxes(outside, ({ mails }) => mails, ask);
const ofSettings = <A>(
  outside: unknown,
  things: (things: Things) => readonly A[],
  ask: (read: Read, thing: A) => unknown,
): Query => query("settings.read", false, outside, things, ask);

const ofWebhooks = (outside: unknown, ask: (read: Read, name: string) => unknown): Query =>
  query("settings.write", true, outside, ({ webhooks }) => webhooks, ask);

const noCounts = { byState: new Map(usualStates.map((state) => [state, 0])), all: 0, overdue: 0 };

export const queries: { readonly [name: string]: Query } = {
  "tickets.find": byTicket(null, ({ tickets }, number) => tickets.find(number)),
  "tickets.list": ofMailboxes(page, once, ({ tickets }) => tickets.list({}, { now: NOW, limit: 1000 })),
  "tickets.counts": ofMailboxes(noCounts, once, ({ tickets }) => tickets.counts({}, NOW)),
  "tickets.unfinished": ofMailboxes(0, once, ({ tickets }) => tickets.unfinished({})),
  "tickets.categories": ofMailboxes(
    [],
    ({ mailboxes }) => mailboxes,
    ({ tickets }, mailbox) => tickets.categories(mailbox, 10),
  ),
  "tickets.ofMessageId": ofMailboxes(
    null,
    ({ messageIds }) => messageIds,
    ({ tickets }, id) => tickets.ofMessageId(id),
  ),
  "tickets.history": byTicket(history, ({ tickets }, number) => tickets.history(number, all)),
  "tickets.conversation": byTicket(history, ({ tickets }, number) => tickets.conversation(number, all)),
  "tickets.entriesBefore": byTicket(0, ({ tickets }, number) => tickets.entriesBefore(number, 1e9)),
  "tickets.changesSince": byTicket([], ({ tickets }, number) => tickets.changesSince(number, 0, 1000)),
  "tickets.event": ofMailboxes(
    null,
    ({ changes }) => changes,
    ({ tickets }, { ticket, change }) => tickets.event(ticket.number, change),
  ),
  "tickets.journal": byTicket({ events: [], last: 0 }, ({ tickets }, number) =>
    tickets.journal(number, 0, 1000, 1e9),
  ),
  "tickets.replyRecipients": ofMailboxes(
    { to: [], others: [] },
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.replyRecipients(ticket),
  ),
  "tickets.participants": ofMailboxes(
    [],
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.participants(ticket),
  ),
  "tickets.isNewHere": ofMailboxes(
    false,
    ({ received }) => received,
    ({ tickets }, { ticket, message }) => tickets.isNewHere(ticket)(message),
  ),
  "tickets.linked": ofMailboxes(
    [],
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.linked(ticket),
  ),
  "tickets.continued": ofMailboxes(
    { before: null, after: [] },
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.continued(ticket),
  ),
  "tickets.lifecycle": query("open", false, null, once, ({ tickets }) => tickets.lifecycle()),
  "tickets.targets": query("open", false, null, once, ({ tickets }) => tickets.targets()),
  "tickets.newDraft": query("tickets.read", false, null, once, ({ tickets }) => tickets.newDraft()),
  "tickets.drafts": byTicket([], ({ tickets }, number) => tickets.drafts(number)),
  "tickets.moments": ofMailboxes(
    { dueAt: null, soonAt: null },
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.moments(ticket),
  ),
  "tickets.clocks": ofMailboxes(
    { target: null, clocks: [] },
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.clocks(ticket),
  ),
  "tickets.sees": byTicket(false, ({ tickets }, number) => tickets.sees(number)),
  "tickets.moves": query(
    "tickets.write",
    true,
    { to: [], close: null, reopen: null, hold: null },
    ({ rows }) => rows,
    ({ tickets }, ticket) => tickets.moves(ticket),
  ),
  "tickets.ofMessage": byMessage(null, ({ tickets }, key) => tickets.ofMessage(key)),
  "messages.find": byMessage(null, ({ messages }, key) => messages.find(key)),
  "messages.reply": byMessage(null, ({ messages }, key) => messages.reply(key)),
  "messages.judged": byMessage(null, ({ messages }, key) => messages.judged(key)),
  "messages.composed": byMessage(null, ({ messages }, key) => messages.composed(key)),
  "messages.raw": byMessage(null, ({ messages }, key) => messages.raw(key)),
  "messages.file": byMessage(null, ({ messages }, key) => messages.file(key, "1")),
  "search.find": ofMailboxes({ ok: true, value: { hits: [], terms: [], next: null } }, once, ({ search }) =>
    search.find("", { me: null, now: NOW, limit: 1000 }),
  ),
  "search.count": ofMailboxes(null, once, ({ search }) => search.count("bell", 1000)),
  "search.message": ofMailboxes(
    null,
    ({ changes }) => changes,
    ({ search }, { ticket, change }) => search.message({ ticket, position: change.position }, 1e6),
  ),
  "mails.find": byMail(null, ({ mails }, id) => mails.find(id)),
  "mails.tickets": ofMailboxes(
    [],
    ({ mailRows }) => mailRows,
    ({ mails }, row) => mails.tickets(row),
  ),
  "mails.arrival": byMail(null, ({ mails }, id) => mails.arrival(id)),
  "mails.raw": byMail(null, ({ mails }, id) => mails.raw(id)),
  "mails.list": ofMailboxes(page, once, ({ mails }) => mails.list(all)),
  "mails.waiting": ofMailboxes({ depth: 0, oldest: null }, once, ({ mails }) => mails.waiting()),
  "mails.queue": ofMailboxes([], once, ({ mails }) => mails.queue(1000)),
  "mails.heldCount": ofMailboxes(0, once, ({ mails }) => mails.heldCount()),
  "mails.floodGroups": ofMailboxes([], once, ({ mails }) => mails.floodGroups(1000)),
  "mails.candidateGroups": ofMailboxes([], once, ({ mails }) => mails.candidateGroups(1000)),
  "mails.outcomes": ofMailboxes([], once, ({ mails }) => mails.outcomes()),
  "deliveries.of": byMessage([], ({ deliveries }, key) => deliveries.of(key)),
  "deliveries.attempts": byMessage([], ({ deliveries }, key) => deliveries.attempts(key)),
  "deliveries.outbox": ofMailboxes(page, once, ({ deliveries }) =>
    deliveries.outbox({ states: null, limit: 1000 }),
  ),
  "deliveries.counts": ofMailboxes([], once, ({ deliveries }) => deliveries.counts()),

  "people.user": ofSettings(
    null,
    ({ users }) => users,
    ({ people }, name) => people.user(name),
  ),
  "people.users": ofSettings([], once, ({ people }) => people.users()),
  "people.group": ofSettings(
    null,
    ({ groups }) => groups,
    ({ people }, name) => people.group(name),
  ),
  "people.groups": ofSettings([], once, ({ people }) => people.groups()),
  "people.tokens": query("people.write", false, [], once, ({ people }) => people.tokens()),
  "people.tokensOf": query(
    "people.write",
    false,
    [],
    ({ users }) => users,
    ({ people }, name) => people.tokensOf(name),
  ),
  "settings.mailbox": query(
    "settings.read",
    true,
    null,
    ({ mailboxes }) => mailboxes,
    ({ settings }, address) => settings.mailbox(address),
  ),
  "settings.mailboxes": query("settings.read", true, [], once, ({ settings }) => settings.mailboxes()),
  "settings.lastPlusTest": query(
    "settings.read",
    true,
    null,
    ({ mailboxes }) => mailboxes,
    ({ settings }, address) => settings.lastPlusTest(address),
  ),
  "settings.imapAccount": ofSettings(
    null,
    ({ imap }) => imap,
    ({ settings }, name) => settings.imapAccount(name),
  ),
  "settings.template": ofSettings(
    null,
    ({ templates }) => templates,
    ({ settings }, name) => settings.template(name),
  ),
  "settings.templates": ofSettings([], once, ({ settings }) => settings.templates()),
  "settings.imapAccounts": ofSettings([], once, ({ settings }) => settings.imapAccounts()),
  "settings.oauthAccount": ofSettings(
    null,
    ({ oauth }) => oauth,
    ({ settings }, name) => settings.oauthAccount(name),
  ),
  "settings.oauthAccounts": ofSettings([], once, ({ settings }) => settings.oauthAccounts()),
  "settings.fetchedFrom": ofSettings(0, once, ({ settings }) => settings.fetchedFrom("imap:")),
  "settings.hostname": ofSettings(null, once, ({ settings }) => settings.hostname()),
  "settings.zone": query("open", false, null, once, ({ settings }) => settings.zone()),
  "settings.outgoing": ofSettings(null, once, ({ settings }) => settings.outgoing()),
  "settings.intakePolicy": ofSettings(noIntakePolicy, once, ({ settings }) => settings.intakePolicy()),
  "settings.replyPolicy": ofSettings(noReplyPolicy, once, ({ settings }) => settings.replyPolicy()),
  "settings.service": ofSettings(usualService, once, ({ settings }) => settings.service()),
  "settings.activeRuleset": ofSettings(0, once, ({ settings }) => settings.activeRuleset()),
  "settings.activeRulesets": ofSettings([], once, ({ settings }) => settings.activeRulesets()),
  "settings.rulesetNames": ofSettings([], once, ({ settings }) => settings.rulesetNames()),
  "settings.rulesText": ofSettings(null, once, ({ settings }) => settings.rulesText(0)),
  "settings.rulesets": ofSettings([], once, ({ settings }) => settings.rulesets(99, 10)),
  "settings.ruleset": ofSettings(null, once, ({ settings }) => settings.ruleset(1)),
  "settings.directory": ofSettings(null, once, ({ settings }) => settings.directory()),
  "journal.head": query("tickets.read", false, 0, once, ({ journal }) => journal.head()),
  "journal.page": query("journal.read", false, { events: [], last: 0 }, once, ({ journal }) =>
    journal.page(0, 10_000, 1e9),
  ),
  "journal.onCommitted": query("journal.read", false, 0, once, async ({ journal }, _, { commit }) => {
    let calls = 0;
    const stop = journal.onCommitted(() => {
      calls += 1;
    });
    await commit();
    stop();
    return calls;
  }),
  "tickets.onChanged": query("tickets.read", false, 0, once, async ({ tickets }, _, { commit }) => {
    let calls = 0;
    const stop = tickets.onChanged(() => {
      calls += 1;
    });
    await commit();
    stop();
    return calls;
  }),
  "webhooks.list": query("settings.write", true, [], once, ({ webhooks }) => webhooks.list()),
  "webhooks.find": ofWebhooks(null, ({ webhooks }, name) => webhooks.find(name)),
  "webhooks.calls": ofWebhooks([], ({ webhooks }, name) => webhooks.calls(name, 9, 9)),
  "webhooks.call": ofWebhooks(null, ({ webhooks }, name) => webhooks.call(name, 1)),
  "system.boxActions": query("system.read", false, [], once, ({ system }) => system.boxActions(1000)),
  "system.backupEvents": query("backups.write", false, [], once, ({ system }) => system.backupEvents(1000)),
  "system.restoredAt": query("open", false, null, once, ({ system }) => system.restoredAt()),
  "system.caught": query("settings.write", false, { mails: [], own: true }, once, ({ system }) =>
    system.caught(1000),
  ),
  "system.caughtMail": query("settings.write", false, null, once, ({ system }) => system.caughtMail(1)),
  "system.figures": query("metrics.read", false, null, once, ({ system }) => system.figures()),
  "search.countTickets": ofMailboxes({ n: 0, more: false }, once, ({ search }) =>
    search.countTickets("", { me: "ann", now: NOW, most: 1000 }),
  ),
  "contacts.note": query(
    "tickets.read",
    false,
    null,
    () => ["bell@customer.example"],
    ({ contacts }, address) => contacts.note(address),
  ),
  "views.list": query("tickets.read", false, [], once, ({ views }) => views.list()),
  "views.find": query(
    "tickets.read",
    false,
    null,
    () => ["v1"],
    ({ views }, id) => views.find(id),
  ),
  "views.choice": query("tickets.read", false, usualChoice, once, ({ views }) => views.choice()),
  "views.groups": query("tickets.read", false, [], once, ({ views }) => views.groups()),
  "system.journalTrouble": query("tickets.read", false, null, once, ({ system }) => system.journalTrouble()),
  "system.deriving": query("tickets.read", false, [], once, ({ system }) => system.deriving()),
};

/** Queries that give nothing to anyone here, since the history has nothing of the kind. */
export const unanswered: readonly string[] = [
  ...["tickets.categories", "tickets.continued", "tickets.isNewHere", "messages.raw", "messages.file"],
  ...["system.deriving", "system.journalTrouble", "views.choice", "views.groups", "tickets.onChanged"],
  "tickets.newDraft",
];

const raw = Buffer.from("Subject: Bells\r\n\r\nHello");
const account: OAuthAccount = {
  ...{ name: "office", provider: "other", authorizeUrl: "", deviceUrl: "", tokenUrl: "https://id.example" },
  ...{ clientId: "desk", clientSecret: "letters", scope: "", servers: ["imap.site.example"] },
  refreshToken: "more letters",
};

const webhook: Webhook = {
  ...{ name: "Shop", url: "https://shop.example/", events: ["note.added"], enabled: true },
  ...{ allowPrivate: false, secret: "whsec_letters" },
};

const everyones: SavedView = {
  ...{ id: "v1", name: "Bells", query: "is:todo", owner: userName("ann"), shared: { with: "everyone" } },
  ...{ order: "due", columns: ["state", "due"] },
};

/** What the samples of events do not have: mails with bytes that wait or are held in groups, settings with secrets. */
export function moreEvents(mailbox: string, candidate: TicketNumber): readonly Event[] {
  const blob = blobOf(raw);
  const ids = ["0", "1", "2", "3"].map((digit) => mailId(digit.repeat(26)));
  const peer = { ip: "192.0.2.7", helo: "mx.else.example", tls: false };
  const envelope = { from: "dee@else.example", to: [mailbox] };
  const from = { name: "", address: "dee@else.example" };
  const held = { type: "MailHeld", from, subject: "Bells" } as const;
  const may = { reason: "possible-follow-up", candidate } as const;
  const because = { code: "not-a-participant", ticket: candidate, address: from.address } as const;
  const flood = { code: "flood-goes-on", address: from.address } as const;
  return [
    ...ids.map((mail) => {
      const kept = { sha256: blob.sha256, size: raw.length, mailbox, peer, envelope };
      return { type: "MailReceived", mail, ...kept } as const;
    }),
    ...ids.slice(0, 2).map((mail) => ({ ...held, mail, ...may, cause: because })),
    ...ids
      .slice(2, 3)
      .map((mail) => ({ ...held, mail, reason: "flood", candidate: null, cause: flood }) as const),
    { type: "OAuthAccountSaved", account },
    { type: "IntakePolicyChanged", policy: { ...noIntakePolicy, floodLimit: 77 } },
    { type: "TemplateSaved", name: "Thanks", text: "We have it." },
    { type: "ViewSaved", view: { ...everyones, id: "v1" } },
    { type: "ContactNoted", address: "bell@customer.example", note: "Rings twice" },
    { type: "WebhookSaved", webhook: webhook },
    { type: "ReplyPolicyChanged", policy: { undoDelay: 7000 } },
  ];
}

/** The bytes of those mails. */
export const moreBlobs = () => [blobOf(raw)];

/** What a record has, as its program sees it. */
export async function thingsIn(
  { database: { sqlite } }: OpenRecord,
  read: Read,
  commit: () => Promise<void>,
): Promise<Things> {
  const column = (sql: string) => sqlite.prepare<[], string>(sql).pluck().all();
  const numbers = sqlite.prepare<[], number>("SELECT number FROM ticket").pluck().all().map(ticketNumber);
  const rows = numbers.flatMap((number) => read.tickets.find(number) ?? []);
  const mails = column("SELECT id FROM mail").map(mailId);
  const received = rows.map(async (ticket) => {
    const { events } = await read.tickets.conversation(ticket.number, all);
    return events.flatMap(({ event }) =>
      event.type === "MessageReceived" ? [{ ticket, message: event }] : [],
    );
  });
  const changes = rows.map(async (ticket) => {
    const since = await read.tickets.changesSince(ticket.number, 0, 1000);
    return since.map((change) => ({ ticket, change }));
  });
  return {
    received: (await Promise.all(received)).flat(),
    tickets: numbers,
    rows,
    changes: (await Promise.all(changes)).flat(),
    messageIds: column("SELECT message_id FROM message_id"),
    messages: column("SELECT key FROM message UNION SELECT message FROM notification").map(messageKey),
    mails,
    mailRows: mails.flatMap((id) => read.mails.find(id) ?? []),
    mailboxes: column("SELECT address FROM mailbox"),
    users: column("SELECT name FROM user").map(userName),
    groups: column("SELECT name FROM team"),
    templates: column("SELECT name FROM template"),
    webhooks: column("SELECT name FROM webhook"),
    imap: column("SELECT name FROM imap_account"),
    oauth: column("SELECT name FROM oauth_account"),
    commit,
  };
}
