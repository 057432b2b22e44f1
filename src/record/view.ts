/**
 * Queries for decisions, within their transaction: each is one prepared statement. Queries of pages and lists
 * are in queries/.
 */
import { and, eq, sql } from "drizzle-orm";
import {
  type MailId,
  type MessageKey,
  mailId,
  messageKey,
  type TicketNumber,
  ticketNumber,
  type UserName,
  userName,
} from "../base/ids.ts";
import type { BackupEvent } from "../domain/backup/index.ts";
import type { BoxActed } from "../domain/box/index.ts";
import type { Directory } from "../domain/directory/index.ts";
import type { Recorded } from "../domain/events.ts";
import type { MailOutcome, RecentTicket } from "../domain/intake/index.ts";
import { normalAddress } from "../domain/mail/address.ts";
import type { Mailbox, Outgoing } from "../domain/settings/events.ts";
import type { CertificatePolicy, ImapAccount, IntakePolicy } from "../domain/settings/index.ts";
import type { Ticket } from "../domain/ticket/index.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { isOfBackups } from "./model/backups.ts";
import { ticketLoader } from "./model/ticket-row.ts";
import { reader } from "./prepared.ts";
import { type Sized, within } from "./queries/sized.ts";
import {
  automaticReply,
  delivery,
  dkimKey,
  handover,
  imapAccount,
  mail,
  mailbox,
  notification,
  setting,
  team,
  token,
  user,
} from "./schema.ts";
import { createReplyView, type ReplyView } from "./view-replies.ts";

export type MailRow = typeof mail.$inferSelect;
export type UserRow = typeof user.$inferSelect;
export type TokenRow = typeof token.$inferSelect;
export type DkimKeyRow = typeof dkimKey.$inferSelect;
export type AutomaticReplyRow = typeof automaticReply.$inferSelect;
export type NotificationRow = typeof notification.$inferSelect;
export type DeliveryRow = typeof delivery.$inferSelect;

/** The most payload bytes read of a conversation. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface View extends ReplyView {
  ticket(number: TicketNumber): Ticket | null;
  /** The number of the ticket's events; null if it does not exist. */
  ticketVersion(number: TicketNumber): number | null;
  nextTicketNumber(): TicketNumber;
  ticketsByMessageId(messageId: string): readonly TicketNumber[];
  ticketsAwaiting(messageId: string): readonly TicketNumber[];
  /** The event that added this entry to its conversation, or queued this notification. */
  message(key: MessageKey): Recorded | null;
  /** The keys of all entries of a conversation, oldest first. */
  messagesIn(number: TicketNumber): readonly MessageKey[];
  /** Messages moved by the latest merge of a ticket that are still where they were moved to. */
  mergedMessages(number: TicketNumber, into: TicketNumber): readonly MessageKey[];
  /**
   * The entries of a conversation, oldest first: the newest `limit` of them, and at most 16 MB, but always the
   * newest one.
   */
  conversation(number: TicketNumber, limit: number): readonly Recorded[];
  /** Tickets of the requester with exactly that address that changed since then, limited to the newest ones. */
  recentTickets(address: string, since: number, limit: number): readonly RecentTicket[];
  /** When the newest mail held as a flood from exactly that address arrived; null if there is none. */
  floodHeldAt(address: string): number | null;
  mail(id: MailId): MailRow | null;
  /** The mail that was fetched from this place. */
  mailFrom(source: string): MailId | null;
  /** A mail with these bytes from a place whose name begins with `prefix`, but not with `except`. */
  mailFromLike(prefix: string, except: string, sha256: Buffer): MailId | null;
  /** The outcome of a mail; null if it does not exist. */
  outcomeOf(mail: MailId): MailOutcome | null;
  /** Mails after a position that wait for intake, in order of arrival. */
  queuedMails(after: number, limit: number): readonly MailRow[];
  /** Number of auto-replies due since then: to this address, and in total. */
  automaticReplies(address: string, since: number): { readonly toAddress: number; readonly toAll: number };
  /** Auto-replies that are due, the longest first. */
  automaticRepliesDue(limit: number): readonly AutomaticReplyRow[];
  /** Number of notifications sent or due since then: to this person, about this ticket, and in total. */
  notifications(
    user: UserName,
    ticket: TicketNumber,
    since: number,
  ): { readonly toUser: number; readonly ofTicket: number; readonly toAll: number };
  /** Notifications that are due, the longest first. */
  notificationsDue(limit: number): readonly NotificationRow[];
  /** Everyone who has ever been notified of this ticket. */
  notifiedUsers(ticket: TicketNumber): readonly UserName[];
  /** The notification about this ticket whose key ends with this; null if there is none. */
  notificationEnding(ticket: TicketNumber, end: string): MessageKey | null;
  /** The delivery of a notification: attempts and bounces, oldest first. */
  notificationWay(message: MessageKey): readonly Recorded[];
  /** Agents' replies by mail that are yet to be written as replies, oldest first. */
  agentRepliesDue(limit: number): readonly Recorded[];
  mailbox(address: string): Mailbox | null;
  mailboxes(): readonly Mailbox[];
  imapAccount(name: string): ImapAccount | null;
  imapAccounts(): readonly ImapAccount[];
  group(name: string): readonly UserName[] | null;
  user(name: UserName): UserRow | null;
  users(): readonly UserRow[];
  /** The enabled user with this address, in lower case; null if there is none. */
  userOfAddress(address: string): UserRow | null;
  tokenByHash(hash: string): TokenRow | null;
  token(id: string): TokenRow | null;
  deliveries(message: MessageKey): readonly DeliveryRow[];
  hostname(): string | null;
  /** The site's time zone, an IANA name; null if none was set. */
  zone(): string | null;
  /** DKIM keys of a domain, oldest first. */
  dkimKeys(domain: string): readonly DkimKeyRow[];
  outgoing(): Outgoing | null;
  /** The settings for decisions about mail; null before the first start that recorded them. */
  intakePolicy(): IntakePolicy | null;
  /** Null if not set. */
  certificatePolicy(): CertificatePolicy | null;
  /** The company's directory, enabled or not; null if none is set up. */
  directory(): Directory | null;
  /** The newest action of that appliance log that is in the journal; 0 if there is none. */
  newestBoxAction(log: string): number;
  boxAction(log: string, number: number): Recorded<BoxActed> | null;
  /** Actions on the appliance, newest first. */
  boxActions(limit: number): readonly Recorded<BoxActed>[];
  /** Events about backups, newest first. @param type only of this type */
  backupEvents(limit: number, type?: BackupEvent["type"]): readonly Recorded<BackupEvent>[];
}

export type { ReplyRow, WarningRow } from "./view-replies.ts";

export function createView(db: Database, journal: Journal): View {
  const { drizzle, sqlite } = db;
  const ticket = ticketLoader(db);
  const last = sqlite.prepare<[], number | null>("SELECT max(number) FROM ticket").pluck();
  const versionOf = sqlite.prepare<[number], number>("SELECT version FROM ticket WHERE number = ?").pluck();
  const byMessageId = sqlite
    .prepare<[string], number>(
      "SELECT ticket FROM message_id WHERE message_id = (SELECT ?) ORDER BY seen DESC, ticket LIMIT 20",
    )
    .pluck();
  const awaiting = sqlite
    .prepare<[string], number>(
      "SELECT ticket FROM message_id WHERE message_id = (SELECT ?) AND seen = 0 ORDER BY ticket LIMIT 20",
    )
    .pluck();
  const positionOf = sqlite
    .prepare<[string, string, string], number>(
      `SELECT position FROM message WHERE key = ?
       UNION ALL SELECT position FROM notification WHERE message = ? AND position IS NOT NULL
       UNION ALL SELECT position FROM delivery WHERE message = ? AND kind = 'warning' GROUP BY message`,
    )
    .pluck();
  const positions = sqlite.prepare<[number, number], Sized>(
    `SELECT position, octet_length(event.payload) AS bytes FROM message JOIN event USING (position)
     WHERE message.ticket = ? ORDER BY position DESC LIMIT ? + 0`,
  );
  const keysIn = sqlite
    .prepare<[number], string>("SELECT key FROM message WHERE ticket = ? ORDER BY position")
    .pluck();
  const lastGiven = reader<typeof handover, [number]>(drizzle, handover, "WHERE ticket = ?");
  const repliedAddress = sqlite
    .prepare<[string, number], number>("SELECT count(*) FROM automatic_reply WHERE address = ? AND at > ?")
    .pluck();
  const repliedAll = sqlite
    .prepare<[number], number>("SELECT count(*) FROM automatic_reply WHERE at > ?")
    .pluck();
  const automaticRepliesDue = drizzle
    .select()
    .from(automaticReply)
    .where(eq(automaticReply.due, sql.raw("1")))
    .orderBy(automaticReply.at)
    .limit(sql.placeholder("limit"))
    .prepare();
  const toldUser = sqlite
    .prepare<[string, number], number>("SELECT count(*) FROM notification WHERE user = ? AND at > ?")
    .pluck();
  const toldOf = sqlite
    .prepare<[number, string, number], number>(
      "SELECT count(*) FROM notification WHERE ticket = ? AND user = ? AND at > ?",
    )
    .pluck();
  const toldAll = sqlite.prepare<[number], number>("SELECT count(*) FROM notification WHERE at > ?").pluck();
  const notificationsDue = reader<typeof notification, [number]>(
    drizzle,
    notification,
    "WHERE position IS NULL ORDER BY at, message LIMIT ? + 0",
  );
  const notifiedUsers = sqlite
    .prepare<[number], string>("SELECT DISTINCT user FROM notification WHERE ticket = ?")
    .pluck();
  const notificationEnding = sqlite
    .prepare<[number, string], string>(
      "SELECT message FROM notification WHERE ticket = ? AND substr(message, -10) = ?",
    )
    .pluck();
  const notificationWay = sqlite
    .prepare<[string], number>("SELECT position FROM notification_way WHERE message = ? ORDER BY position")
    .pluck();
  const agentRepliesDue = sqlite
    .prepare<[number], number>("SELECT position FROM agent_reply ORDER BY position LIMIT ? + 0")
    .pluck();
  const recentTickets = sqlite.prepare<
    [string, number, number],
    { number: number; subject: string; createdAt: number }
  >(
    `SELECT number, subject, created_at AS createdAt FROM ticket
     WHERE requester_address = (SELECT ?) AND updated_at > ? + 0 ORDER BY updated_at DESC, number DESC LIMIT ? + 0`,
  );
  const floodHeldAt = sqlite
    .prepare<[string], number>(
      `SELECT received_at FROM mail WHERE outcome = 'held' AND reason = 'flood' AND from_address = (SELECT ?)
       ORDER BY position DESC LIMIT 1`,
    )
    .pluck();
  const mailById = reader<typeof mail, [string]>(drizzle, mail, "WHERE id = ?");
  const bySource = sqlite.prepare<[string], string>("SELECT mail FROM mail_source WHERE source = ?").pluck();
  const byBytes = sqlite
    .prepare<[{ sha256: Buffer; prefix: string; except: string }], string>(
      `SELECT mail FROM mail_source WHERE sha256 = @sha256 AND substr(source, 1, length(@prefix)) = @prefix
         AND substr(source, 1, length(@except)) <> @except ORDER BY source LIMIT 1`,
    )
    .pluck();
  const outcomeOf = sqlite
    .prepare<[string], MailOutcome>("SELECT outcome FROM mail WHERE id = (SELECT ?)")
    .pluck();
  const queued = reader<typeof mail, [number, number]>(
    drizzle,
    mail,
    "WHERE outcome = 'queued' AND position > ? ORDER BY position LIMIT ? + 0",
  );
  const mailboxByAddress = reader<typeof mailbox, [string]>(drizzle, mailbox, "WHERE address = ?");
  const allMailboxes = drizzle.select().from(mailbox).orderBy(mailbox.address).prepare();
  const imapByName = reader<typeof imapAccount, [string]>(drizzle, imapAccount, "WHERE name = ?");
  const allImap = drizzle.select().from(imapAccount).orderBy(imapAccount.name).prepare();
  const teamByName = drizzle
    .select()
    .from(team)
    .where(eq(team.name, sql.placeholder("name")))
    .prepare();
  const userByName = drizzle
    .select()
    .from(user)
    .where(eq(user.name, sql.placeholder("name")))
    .prepare();
  const allUsers = drizzle.select().from(user).orderBy(user.name).prepare();
  const userByAddress = drizzle
    .select()
    .from(user)
    .where(
      and(
        // SQLite's lower() only knows ASCII; other addresses are compared below.
        sql`(lower(${user.email}) = ${sql.placeholder("address")} OR ${user.email} GLOB '*[^ -~]*')`,
        eq(user.disabled, false),
      ),
    )
    .prepare();
  const tokenByHash = drizzle
    .select()
    .from(token)
    .where(eq(token.hash, sql.placeholder("hash")))
    .prepare();
  const tokenById = drizzle
    .select()
    .from(token)
    .where(eq(token.id, sql.placeholder("id")))
    .prepare();
  const deliveriesOf = drizzle
    .select()
    .from(delivery)
    .where(eq(delivery.message, sql.placeholder("message")))
    .orderBy(delivery.recipient)
    .prepare();
  const keysOfDomain = drizzle
    .select()
    .from(dkimKey)
    .where(eq(dkimKey.domain, sql.placeholder("domain")))
    .orderBy(dkimKey.madeAt, dkimKey.selector)
    .prepare();
  const settingByName = drizzle
    .select()
    .from(setting)
    .where(eq(setting.name, sql.placeholder("name")))
    .prepare();

  // Queried for each mail, so without the usual layer.
  const intakePolicy = sqlite.prepare<[], string>("SELECT value FROM setting WHERE name = 'intake'").pluck();
  const lastBoxAction = sqlite
    .prepare<[string], number | null>("SELECT max(number) FROM box_action WHERE log = ?")
    .pluck();
  const boxActionAt = sqlite
    .prepare<[string, number], number>("SELECT position FROM box_action WHERE log = ? AND number = ?")
    .pluck();
  const newestBoxActions = sqlite
    .prepare<[number], number>("SELECT position FROM box_action ORDER BY position DESC LIMIT ?")
    .pluck();

  const newestBackupEvents = sqlite
    .prepare<[string | null, number], number>(
      "SELECT position FROM backup WHERE type = ifnull(?, type) ORDER BY position DESC LIMIT ? + 0",
    )
    .pluck();

  return {
    ...createReplyView(db, journal),
    ticket,
    ticketVersion: (number) => versionOf.get(number) ?? null,
    nextTicketNumber: () => ticketNumber((last.get() ?? 0) + 1),
    ticketsByMessageId: (id) => byMessageId.all(id).map(ticketNumber),
    ticketsAwaiting: (id) => awaiting.all(id).map(ticketNumber),
    message(key) {
      const position = positionOf.get(key, key, key);
      return position === undefined ? null : journal.at(position);
    },
    conversation: (number, limit) =>
      within(positions.iterate(number, limit), MOST_BYTES)
        .reverse()
        .flatMap(({ position }) => journal.at(position) ?? []),
    messagesIn: (number) => keysIn.all(number).map(messageKey),
    mergedMessages(number, into) {
      const given = lastGiven.get(number);
      if (!given?.merge) return [];
      const there = new Set<string>(keysIn.all(into));
      return given.messages.filter((key) => there.has(key));
    },
    recentTickets: (address, since, limit) =>
      recentTickets
        .all(address, since, limit)
        .map(({ number, ...rest }) => ({ ...rest, number: ticketNumber(number) })),
    floodHeldAt: (address) => floodHeldAt.get(address) ?? null,
    mail: (id) => mailById.get(id) ?? null,
    mailFrom(source) {
      const id = bySource.get(source);
      return id === undefined ? null : mailId(id);
    },
    mailFromLike(prefix, except, sha256) {
      const id = byBytes.get({ prefix, except, sha256 });
      return id === undefined ? null : mailId(id);
    },
    outcomeOf: (mail) => outcomeOf.get(mail) ?? null,
    queuedMails: (after, limit) => queued.all(after, limit),
    automaticReplies: (address, since) => ({
      toAddress: repliedAddress.get(address, since) ?? 0,
      toAll: repliedAll.get(since) ?? 0,
    }),
    automaticRepliesDue: (limit) => automaticRepliesDue.all({ limit }),
    notifications: (user, ticket, since) => ({
      toUser: toldUser.get(user, since) ?? 0,
      ofTicket: toldOf.get(ticket, user, since) ?? 0,
      toAll: toldAll.get(since) ?? 0,
    }),
    notificationsDue: (limit) => notificationsDue.all(limit),
    notifiedUsers: (ticket) => notifiedUsers.all(ticket).map(userName),
    notificationEnding(ticket, end) {
      const key = notificationEnding.get(ticket, end);
      return key === undefined ? null : messageKey(key);
    },
    notificationWay: (message) =>
      notificationWay.all(message).flatMap((position) => journal.at(position) ?? []),
    agentRepliesDue: (limit) => agentRepliesDue.all(limit).flatMap((position) => journal.at(position) ?? []),
    mailbox(address) {
      const row = mailboxByAddress.get(address);
      return row ? mailboxOf(row) : null;
    },
    mailboxes: () => allMailboxes.all().map(mailboxOf),
    imapAccount: (name) => imapByName.get(name)?.account ?? null,
    imapAccounts: () => allImap.all().map(({ account }) => account),
    group: (name) => teamByName.get({ name })?.members ?? null,
    user: (name) => userByName.get({ name }) ?? null,
    users: () => allUsers.all(),
    userOfAddress: (address) =>
      userByAddress
        .all({ address })
        .find(({ email }) => email !== null && normalAddress(email) === address) ?? null,
    tokenByHash: (hash) => tokenByHash.get({ hash }) ?? null,
    token: (id) => tokenById.get({ id }) ?? null,
    deliveries: (message) => deliveriesOf.all({ message }),
    dkimKeys: (domain) => keysOfDomain.all({ domain }),
    hostname: () => (settingByName.get({ name: "hostname" })?.value as string | undefined) ?? null,
    zone: () => (settingByName.get({ name: "zone" })?.value as string | undefined) ?? null,
    intakePolicy() {
      const text = intakePolicy.get();
      return text === undefined ? null : JSON.parse(text);
    },
    certificatePolicy: () =>
      (settingByName.get({ name: "certificate" })?.value as CertificatePolicy | undefined) ?? null,
    directory: () => (settingByName.get({ name: "directory" })?.value as Directory | undefined) ?? null,
    outgoing: () => (settingByName.get({ name: "outgoing" })?.value as Outgoing | undefined) ?? null,
    newestBoxAction: (log) => lastBoxAction.get(log) ?? 0,
    boxAction(log, number) {
      const found = journal.at(boxActionAt.get(log, number) ?? 0);
      return found?.event.type === "BoxActed" ? { ...found, event: found.event } : null;
    },
    boxActions: (limit) =>
      newestBoxActions.all(limit).flatMap((position) => {
        const found = journal.at(position);
        return found?.event.type === "BoxActed" ? { ...found, event: found.event } : [];
      }),
    backupEvents: (limit, type) =>
      newestBackupEvents.all(type ?? null, limit).flatMap((position) => {
        const found = journal.at(position);
        return found && isOfBackups(found.event) ? { ...found, event: found.event } : [];
      }),
  };
}

function mailboxOf({ team, ...row }: typeof mailbox.$inferSelect): Mailbox {
  return { ...row, group: team };
}
