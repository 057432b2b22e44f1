/**
 * The tables as drizzle sees them: of the journal and the running program (migrations/) and of the read model
 * (model.sql). A test compares every column here with the database.
 */
import { blob, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { StoredFault } from "../base/fault.ts";
import type { MailId, MessageKey, TicketNumber, UserName } from "../base/ids.ts";
import type { BackupEvent } from "../domain/backup/index.ts";
import type { MailCause, MailOutcome } from "../domain/intake/index.ts";
import type { Address, Automatic, Checks } from "../domain/mail/index.ts";
import type { Away, Role, TokenScope } from "../domain/people/events.ts";
import type {
  DkimAlgorithm,
  DkimKeyState,
  ImapAccount,
  OAuthAccount,
  PlusTestFailure,
} from "../domain/settings/index.ts";
import type { Declared, History } from "../domain/target/index.ts";
import type {
  EntryDirection,
  Judgement,
  Priority,
  State,
  Ticket,
  WaitingFor,
} from "../domain/ticket/index.ts";

export { draft } from "./draft-table.ts";
export { contact, listChoice, savedView } from "./list-tables.ts";
export { ruleAnswered, ruleChain, ruleShare, ruleWait, ruleWork } from "./rule-tables.ts";
export { webhook, webhookAttempt, webhookDelivery, webhookLane } from "./webhook-tables.ts";

const bytes = (name: string) => blob(name, { mode: "buffer" });
const json = <T>(name: string) => text(name, { mode: "json" }).$type<T>();
const flag = (name: string) => integer(name, { mode: "boolean" });

export const event = sqliteTable("event", {
  position: integer("position").primaryKey(),
  time: integer("time").notNull(),
  actor: text("actor").notNull(),
  ticket: integer("ticket"),
  ticketVersion: integer("ticket_version"),
  type: text("type").notNull(),
  version: integer("version").notNull(),
  digest: bytes("digest").notNull(),
  chain: bytes("chain").notNull(),
  salt: bytes("salt"),
  payload: text("payload"),
  size: integer("size"),
});

export const blobs = sqliteTable("blob", {
  id: integer("id").primaryKey(),
  sha256: bytes("sha256").notNull(),
  size: integer("size").notNull(),
  encoding: text("encoding").$type<"raw" | "zstd" | "plain">().notNull(),
  body: bytes("body").notNull(),
});

export const session = sqliteTable("session", {
  hash: bytes("hash").primaryKey(),
  user: text("user").$type<UserName>().notNull(),
  csrf: text("csrf").notNull(),
  createdAt: integer("created_at").notNull(),
  seenAt: integer("seen_at").notNull(),
});

export const idempotency = sqliteTable(
  "idempotency",
  {
    token: text("token").notNull(),
    key: text("key").notNull(),
    request: bytes("request").notNull(),
    status: integer("status").notNull(),
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.token, t.key] })],
);

export const deliveryLease = sqliteTable("delivery_lease", {
  message: text("message").$type<MessageKey>().primaryKey(),
  until: integer("until").notNull(),
});

export const caught = sqliteTable("caught", {
  id: integer("id").primaryKey(),
  receivedAt: integer("received_at").notNull(),
  sender: text("sender").notNull(),
  recipients: json<readonly string[]>("recipients").notNull(),
  raw: bytes("raw").notNull(),
});

export const diskFree = sqliteTable("disk_free", {
  /** Like 2026-11-23, UTC. */
  day: text("day").primaryKey(),
  free: integer("free").notNull(),
});

export const mtaSts = sqliteTable("mta_sts", {
  domain: text("domain").primaryKey(),
  id: text("id").notNull(),
  policy: json<{
    readonly mode: "enforce" | "testing" | "none";
    readonly mx: readonly string[];
    readonly maxAge: number;
  }>("policy").notNull(),
  until: integer("until").notNull(),
});

export const fact = sqliteTable("fact", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});

export const projection = sqliteTable("projection", {
  name: text("name").primaryKey(),
  version: integer("version").notNull(),
  cursor: integer("cursor").notNull(),
  nextVersion: integer("next_version"),
  nextCursor: integer("next_cursor"),
});

export const ticket = sqliteTable("ticket", {
  number: integer("number").$type<TicketNumber>().primaryKey(),
  version: integer("version").notNull(),
  token: text("token").notNull(),
  mailbox: text("mailbox").notNull(),
  subject: text("subject").notNull(),
  state: text("state").$type<State>().notNull(),
  stateSince: integer("state_since").notNull(),
  heldUntil: integer("held_until"),
  priority: text("priority").$type<Priority>().notNull(),
  category: text("category"),
  assignee: text("assignee").$type<UserName>(),
  team: text("team"),
  tags: json<readonly string[]>("tags").notNull(),
  target: text("target"),
  dueAt: integer("due_at"),
  requesterName: text("requester_name").notNull(),
  requesterAddress: text("requester_address").notNull(),
  participants: json<readonly Address[]>("participants").notNull(),
  newcomers: json<readonly Address[]>("newcomers").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  preview: text("preview").notNull(),
  messages: integer("messages").notNull(),
  mergedInto: integer("merged_into").$type<TicketNumber>(),
  linked: json<readonly TicketNumber[]>("linked").notNull(),
  mayBelongTo: integer("may_belong_to").$type<TicketNumber>(),
  continues: integer("continues").$type<TicketNumber>(),
  mergeDismissed: flag("merge_dismissed").notNull(),
  undelivered: integer("undelivered").notNull(),
  heardAt: integer("heard_at"),
  answers: json<Ticket["answers"]>("answers").notNull(),
  waitingFor: text("waiting_for").$type<WaitingFor>().notNull(),
});

export const ticketTime = sqliteTable("ticket_time", {
  ticket: integer("ticket").$type<TicketNumber>().primaryKey(),
  box: text("box").notNull(),
  who: text("who").$type<UserName>(),
  timed: flag("timed").notNull(),
  inState: text("in_state").$type<State>().notNull(),
  history: json<History>("history").notNull(),
  fallsDue: integer("falls_due"),
  soonAt: integer("soon_at"),
  tellAt: integer("tell_at"),
});

export const timeDeclared = sqliteTable("time_declared", {
  id: integer("id").primaryKey(),
  value: json<Declared>("value").notNull(),
});

export const ticketTag = sqliteTable(
  "ticket_tag",
  {
    tag: text("tag").notNull(),
    updatedAt: integer("updated_at").notNull(),
    number: integer("number").$type<TicketNumber>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tag, t.updatedAt, t.number] })],
);

export const tally = sqliteTable(
  "tally",
  {
    mailbox: text("mailbox").notNull(),
    assignee: text("assignee").notNull(),
    state: text("state").$type<State>().notNull(),
    tickets: integer("tickets").notNull(),
  },
  (t) => [primaryKey({ columns: [t.mailbox, t.assignee, t.state] })],
);

export const message = sqliteTable("message", {
  position: integer("position").primaryKey(),
  key: text("key").$type<MessageKey>().notNull(),
  ticket: integer("ticket").$type<TicketNumber>().notNull(),
  direction: text("direction").$type<EntryDirection>().notNull(),
  origin: integer("origin").$type<TicketNumber>().notNull(),
  messageId: text("message_id"),
  bytes: integer("bytes").notNull(),
  automatic: text("automatic").$type<Exclude<Automatic, false>>(),
  author: text("author"),
  newcomer: flag("newcomer").notNull(),
  judged: text("judged").$type<Judgement>(),
});

export const handover = sqliteTable("handover", {
  ticket: integer("ticket").$type<TicketNumber>().primaryKey(),
  messages: json<readonly MessageKey[]>("messages").notNull(),
  merge: flag("merge").notNull(),
  was: text("was").$type<State>(),
});

export const messageId = sqliteTable(
  "message_id",
  {
    messageId: text("message_id").notNull(),
    ticket: integer("ticket").$type<TicketNumber>().notNull(),
    seen: flag("seen").notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.ticket] })],
);

export const mail = sqliteTable("mail", {
  position: integer("position").primaryKey(),
  id: text("id").$type<MailId>().notNull(),
  receivedAt: integer("received_at").notNull(),
  sender: text("sender").notNull(),
  recipients: json<readonly string[]>("recipients").notNull(),
  mailbox: text("mailbox").notNull(),
  size: integer("size").notNull(),
  sha256: bytes("sha256").notNull(),
  ip: text("ip").notNull(),
  helo: text("helo").notNull(),
  tls: flag("tls").notNull(),
  source: text("source"),
  outcome: text("outcome").$type<MailOutcome>().notNull(),
  reason: text("reason"),
  cause: json<MailCause>("cause"),
  ticket: integer("ticket").$type<TicketNumber>(),
  candidate: integer("candidate").$type<TicketNumber>(),
  fromName: text("from_name"),
  fromAddress: text("from_address"),
  subject: text("subject"),
  checks: json<Checks>("checks"),
  fingerprint: text("fingerprint"),
  content: text("content"),
  identity: text("identity"),
  says: json<readonly string[]>("says"),
  copyOf: text("copy_of").$type<MailId>(),
  first: text("first").$type<MailId>(),
  addressed: json<readonly string[]>("addressed"),
  named: json<readonly string[]>("named"),
  sentId: text("sent_id"),
  sentReply: text("sent_reply"),
  requeuedFor: text("requeued_for").$type<MailId>(),
});

export const mailSource = sqliteTable("mail_source", {
  source: text("source").primaryKey(),
  mail: text("mail").$type<MailId>().notNull(),
  sha256: bytes("sha256").notNull(),
});

export const mailTally = sqliteTable(
  "mail_tally",
  {
    mailbox: text("mailbox").notNull(),
    outcome: text("outcome").$type<MailOutcome>().notNull(),
    mails: integer("mails").notNull(),
  },
  (t) => [primaryKey({ columns: [t.mailbox, t.outcome] })],
);

/** "held": it was queued when a backup was made that has been restored since, and may have been sent in between. */
export type DeliveryState =
  | "waiting"
  | "deferred"
  | "delivered"
  | "failed"
  | "bounced"
  | "cancelled"
  | "held";

export const delivery = sqliteTable(
  "delivery",
  {
    message: text("message").$type<MessageKey>().notNull(),
    recipient: text("recipient").notNull(),
    /** Null for a warning. */
    ticket: integer("ticket").$type<TicketNumber>(),
    position: integer("position").notNull(),
    kind: text("kind").$type<"reply" | "notification" | "warning">().notNull(),
    state: text("state").$type<DeliveryState>().notNull(),
    attempts: integer("attempts").notNull(),
    nextAt: integer("next_at"),
    response: text("response"),
    /** Why there is no response. */
    fault: text("fault", { mode: "json" }).$type<StoredFault>(),
    server: text("server"),
  },
  (t) => [primaryKey({ columns: [t.message, t.recipient] })],
);

export const deliveryDoubt = sqliteTable(
  "delivery_doubt",
  {
    message: text("message").$type<MessageKey>().notNull(),
    recipient: text("recipient").notNull(),
  },
  (t) => [primaryKey({ columns: [t.message, t.recipient] })],
);

/** "due": it leaves at its time; "held": as for a delivery. */
export type ReplyState = "due" | "held" | "composed" | "taken-back" | "withheld";

export const reply = sqliteTable("reply", {
  message: text("message").$type<MessageKey>().primaryKey(),
  ticket: integer("ticket").$type<TicketNumber>().notNull(),
  place: integer("place").$type<TicketNumber>().notNull(),
  state: text("state").$type<ReplyState>().notNull(),
  leaveAt: integer("leave_at").notNull(),
  unlessAnswered: flag("unless_answered").notNull(),
  automatic: flag("automatic").notNull(),
  nonce: text("nonce"),
  close: flag("close").notNull(),
  written: integer("written").notNull(),
  /** Null until it is composed. */
  composed: integer("composed"),
});

export const warning = sqliteTable("warning", {
  message: text("message").$type<MessageKey>().primaryKey(),
  due: integer("due").notNull(),
  /** Null while it is due. */
  position: integer("position"),
  /** Null while it is due. */
  messageId: text("message_id"),
});

export const automaticReply = sqliteTable("automatic_reply", {
  message: text("message").$type<MessageKey>().primaryKey(),
  ticket: integer("ticket").$type<TicketNumber>().notNull(),
  /** Lower case. */
  address: text("address").notNull(),
  at: integer("at").notNull(),
  due: flag("due").notNull(),
});

export const notification = sqliteTable("notification", {
  message: text("message").$type<MessageKey>().primaryKey(),
  ticket: integer("ticket").$type<TicketNumber>().notNull(),
  user: text("user").$type<UserName>().notNull(),
  at: integer("at").notNull(),
  /** Of the event that made it due. */
  duePosition: integer("due_position").notNull(),
  /** Null while it is due. */
  position: integer("position"),
});

export const deliveryWay = sqliteTable("delivery_way", {
  position: integer("position").primaryKey(),
  message: text("message").$type<MessageKey>().notNull(),
});

export const agentReply = sqliteTable("agent_reply", {
  mail: text("mail").$type<MailId>().primaryKey(),
  position: integer("position").notNull(),
  about: integer("about").$type<TicketNumber>().notNull(),
});

export const mailbox = sqliteTable("mailbox", {
  address: text("address").primaryKey(),
  aliases: json<readonly string[]>("aliases").notNull(),
  name: text("name").notNull(),
  acknowledge: flag("acknowledge").notNull(),
  signature: text("signature").notNull(),
  team: text("team"),
  language: text("language").notNull(),
  enabled: flag("enabled").notNull(),
  plusAddresses: flag("plus_addresses").notNull(),
});

export const dkimKey = sqliteTable(
  "dkim_key",
  {
    domain: text("domain").notNull(),
    selector: text("selector").notNull(),
    algorithm: text("algorithm").$type<DkimAlgorithm>().notNull(),
    publicKey: text("public_key").notNull(),
    privateKey: text("private_key").notNull(),
    state: text("state").$type<DkimKeyState>().notNull(),
    madeAt: integer("made_at").notNull(),
    retiredAt: integer("retired_at"),
  },
  (t) => [primaryKey({ columns: [t.domain, t.selector] })],
);
export const imapAccount = sqliteTable("imap_account", {
  name: text("name").primaryKey(),
  account: json<ImapAccount>("account").notNull(),
});

export const oauthAccount = sqliteTable("oauth_account", {
  name: text("name").primaryKey(),
  account: json<OAuthAccount>("account").notNull(),
});

/** Tests whether mail to addresses with a "+" arrives. */
export const plusTest = sqliteTable("plus_test", {
  token: text("token").primaryKey(),
  mailbox: text("mailbox").notNull(),
  begunAt: integer("begun_at").notNull(),
  /** null while the mail may still arrive. */
  outcome: text("outcome").$type<PlusTestFailure | "arrived">(),
  /** null also after a report that it was not delivered, until that is settled. */
  endedAt: integer("ended_at"),
  response: text("response").notNull(),
  fault: text("fault", { mode: "json" }).$type<StoredFault>(),
});

export const team = sqliteTable("team", {
  name: text("name").primaryKey(),
  members: json<readonly UserName[]>("members").notNull(),
});

export const template = sqliteTable("template", {
  name: text("name").primaryKey(),
  text: text("text").notNull(),
});

export const user = sqliteTable("user", {
  name: text("name").$type<UserName>().primaryKey(),
  fullName: text("full_name").notNull(),
  email: text("email"),
  role: text("role").$type<Role>().notNull(),
  password: text("password").notNull(),
  directory: flag("directory").notNull(),
  disabled: flag("disabled").notNull(),
  createdAt: integer("created_at").notNull(),
  loginAt: integer("login_at"),
  changed: integer("changed").notNull(),
  notifyAssigned: flag("notify_assigned").notNull(),
  notifyWrote: flag("notify_wrote").notNull(),
  away: text("away", { mode: "json" }).$type<Away>(),
  language: text("language"),
});

export const token = sqliteTable("token", {
  id: text("id").primaryKey(),
  hash: text("hash").notNull(),
  name: text("name").notNull(),
  user: text("user").$type<UserName>().notNull(),
  scope: text("scope").$type<TokenScope>().notNull(),
  createdAt: integer("created_at").notNull(),
});

export const ruleset = sqliteTable("ruleset", {
  version: integer("version").primaryKey(),
  name: text("name").notNull(),
  text: text("text").notNull(),
  author: text("author").notNull(),
  reason: text("reason").notNull(),
  savedAt: integer("saved_at").notNull(),
  activatedAt: integer("activated_at"),
  activatedBy: text("activated_by"),
});

export const setting = sqliteTable("setting", {
  name: text("name").primaryKey(),
  value: json<unknown>("value").notNull(),
});

export const boxAction = sqliteTable(
  "box_action",
  {
    log: text("log").notNull(),
    number: integer("number").notNull(),
    position: integer("position").notNull(),
  },
  (t) => [primaryKey({ columns: [t.log, t.number] })],
);

export const backup = sqliteTable("backup", {
  position: integer("position").primaryKey(),
  type: text("type").$type<BackupEvent["type"]>().notNull(),
  at: integer("at").notNull(),
  fault: text("fault", { mode: "json" }).$type<StoredFault>(),
});

export const searchUnsettled = sqliteTable("search_unsettled", {
  position: integer("position").primaryKey(),
});
