/** State of the running program: sessions, leases, remembered requests, caught mail. Not in the journal. */
import { createHash } from "node:crypto";
import type { MessageKey, UserName } from "../base/ids.ts";
import type { Database } from "./database.ts";
import { createDrafts, type Drafts } from "./drafts.ts";
import { inserter, reader, upserter } from "./prepared.ts";
import { caught, diskFree, idempotency, mtaSts, session } from "./schema.ts";
import { createWebhookQueue, type WebhookQueue } from "./webhooks.ts";

export type SessionRow = typeof session.$inferSelect;
export type CaughtRow = typeof caught.$inferSelect;
export type CaughtHead = Omit<CaughtRow, "raw"> & { readonly head: Uint8Array };
/** Free bytes on the disk on a day such as 2026-11-23. */
export type FreeOnDay = typeof diskFree.$inferSelect;
export type PolicyRow = typeof mtaSts.$inferSelect;
export type RememberedRequest = typeof idempotency.$inferSelect;

export interface Operations {
  /** Sessions are stored under the hash of their token. */
  openSession(token: string, user: UserName, csrf: string): void;
  session(token: string): SessionRow | null;
  touchSession(token: string): void;
  closeSession(token: string): void;
  closeSessionsOf(user: UserName): void;
  expireSessions(seenBefore: number, createdBefore: number): void;
  /** True if the lease was free or had expired, and is now ours. */
  lease(message: MessageKey, until: number): boolean;
  release(message: MessageKey): void;
  /** After an unclean stop no lease has a holder any more. */
  releaseAll(): void;
  /** Remembers a request; one that has no response yet, with status 0, gets it from another with the same key. */
  remember(request: RememberedRequest): void;
  remembered(token: string, key: string): RememberedRequest | null;
  /** Forgets one that has no response. */
  forgetRequest(token: string, key: string): void;
  forgetRequests(before: number): void;
  keepPolicy(policy: PolicyRow): void;
  policy(domain: string): PolicyRow | null;
  forgetPolicies(until: number): void;
  /** Keeps it for 30 days, and the newest 5,000 of them. */
  keepCaught(mail: Omit<CaughtRow, "id">): void;
  /** The newest, each with its header, up to 256 KB of it. */
  caught(limit: number): readonly CaughtHead[];
  caughtMail(id: number): CaughtRow | null;
  /** Records the current free disk space; the last value of a day counts. */
  noteFree(bytes: number): void;
  /** The newest recorded days, oldest first. */
  freeOnDays(days: number): readonly FreeOnDay[];
  /** What people are writing. */
  readonly drafts: Drafts;
  /** Calls of other systems' endpoints. */
  readonly webhooks: WebhookQueue;
  /** When a person last looked at tickets, as text; null if that was never kept. */
  looks(user: UserName): string | null;
  keepLooks(user: UserName, looks: string): void;
  /** Writes the time into the file: shows that it can be written. */
  noteAlive(): void;
}

/** Milliseconds for which the history of free disk space is kept. */
const FREE_KEPT = 400 * 24 * 3_600_000;

/** Milliseconds for which caught mail is kept, and the most of it. */
const CAUGHT_KEPT = 30 * 24 * 3_600_000;
const MOST_CAUGHT = 5000;
/** Old mails that are removed with each one that is kept, so that this takes no longer however many there are. */
const REMOVED_AT_ONCE = 20;

export function createOperations({ drizzle, sqlite }: Database, now: () => number): Operations {
  const insertSession = inserter(drizzle, session);
  const selectSession = reader<typeof session, [Buffer]>(drizzle, session, "WHERE hash = ?");
  const touch = sqlite.prepare<[number, Buffer]>("UPDATE session SET seen_at = ? WHERE hash = ?");
  const close = sqlite.prepare<[Buffer]>("DELETE FROM session WHERE hash = ?");
  const closeOf = sqlite.prepare<[UserName]>("DELETE FROM session WHERE user = ?");
  const expire = sqlite.prepare<[number, number]>("DELETE FROM session WHERE seen_at < ? OR created_at < ?");
  const takeLease = sqlite.prepare<[string, number, number]>(
    `INSERT INTO delivery_lease (message, until) VALUES (?, ?)
     ON CONFLICT (message) DO UPDATE SET until = excluded.until WHERE until < ?`,
  );
  const release = sqlite.prepare<[MessageKey]>("DELETE FROM delivery_lease WHERE message = ?");
  const releaseAll = sqlite.prepare<[]>("DELETE FROM delivery_lease");
  const remember = inserter(drizzle, idempotency, true);
  const answer = sqlite.prepare<[number, string, string, string]>(
    "UPDATE idempotency SET status = ?, body = ? WHERE token = ? AND key = ? AND status = 0",
  );
  const forgetRequest = sqlite.prepare<[string, string]>(
    "DELETE FROM idempotency WHERE token = ? AND key = ? AND status = 0",
  );
  const remembered = reader<typeof idempotency, [string, string]>(
    drizzle,
    idempotency,
    "WHERE token = ? AND key = ?",
  );
  const forgetRequests = sqlite.prepare<[number]>("DELETE FROM idempotency WHERE created_at < ?");
  const keepPolicy = upserter(drizzle, mtaSts, mtaSts.domain);
  const policy = reader<typeof mtaSts, [string]>(drizzle, mtaSts, "WHERE domain = ?");
  const forgetPolicies = sqlite.prepare<[number]>("DELETE FROM mta_sts WHERE until < ?");
  const keepCaught = sqlite.prepare<[number, string, string, Buffer]>(
    "INSERT INTO caught (received_at, sender, recipients, raw) VALUES (?, ?, ?, ?)",
  );
  const forgetCaught = sqlite.prepare<[number, number]>(
    `DELETE FROM caught WHERE id IN (SELECT id FROM caught ORDER BY id LIMIT ${REMOVED_AT_ONCE})
       AND (received_at < ? OR id <= ?)`,
  );
  const caughtHeads = sqlite.prepare<
    [{ readonly limit: number; readonly head: number }],
    Omit<CaughtHead, "recipients"> & { readonly recipients: string }
  >(
    `SELECT id, received_at AS receivedAt, sender, recipients,
       substr(raw, 1, min(@head, coalesce(nullif(instr(raw, x'0d0a0d0a'), 0) + 3, @head))) AS head
     FROM caught ORDER BY id DESC LIMIT @limit + 0`,
  );
  const caughtMail = reader<typeof caught, [number]>(drizzle, caught, "WHERE id = ?");
  const noteFree = upserter(drizzle, diskFree, diskFree.day);
  const forgetFree = sqlite.prepare<[string]>("DELETE FROM disk_free WHERE day < ?");
  const freeOnDays = reader<typeof diskFree, [number]>(drizzle, diskFree, "ORDER BY day DESC LIMIT ? + 0");
  const alive = sqlite.prepare<[string]>(
    "INSERT INTO fact (name, value) VALUES ('alive', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const looks = sqlite.prepare<[string], string>("SELECT value FROM fact WHERE name = ?").pluck();
  const keepLooks = sqlite.prepare<[string, string]>(
    "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return {
    drafts: createDrafts({ drizzle, sqlite }, now),
    webhooks: createWebhookQueue({ drizzle, sqlite }, now),
    looks: (user) => looks.get(`looked ${user}`) ?? null,
    keepLooks: (user, value) => {
      keepLooks.run(`looked ${user}`, value);
    },
    noteAlive: () => {
      alive.run(new Date(now()).toISOString());
    },
    noteFree: (bytes) => {
      noteFree({ day: day(now()), free: Math.round(bytes) });
      forgetFree.run(day(now() - FREE_KEPT));
    },
    freeOnDays: (days) => freeOnDays.all(days).reverse(),
    openSession: (token, user, csrf) =>
      insertSession({ hash: hashOf(token), user, csrf, createdAt: now(), seenAt: now() }),
    session: (token) => selectSession.get(hashOf(token)) ?? null,
    touchSession: (token) => {
      touch.run(now(), hashOf(token));
    },
    closeSession: (token) => {
      close.run(hashOf(token));
    },
    closeSessionsOf: (user) => {
      closeOf.run(user);
    },
    expireSessions: (seenBefore, createdBefore) => {
      expire.run(seenBefore, createdBefore);
    },
    lease: (message, until) => takeLease.run(message, until, now()).changes === 1,
    release: (message) => {
      release.run(message);
    },
    releaseAll: () => {
      releaseAll.run();
    },
    remember(request) {
      const { token, key, status, body } = request;
      remember(request);
      answer.run(status, body, token, key);
    },
    remembered: (token, key) => remembered.get(token, key) ?? null,
    forgetRequest: (token, key) => {
      forgetRequest.run(token, key);
    },
    forgetRequests: (before) => {
      forgetRequests.run(before);
    },
    keepPolicy,
    policy: (domain) => policy.get(domain) ?? null,
    forgetPolicies: (until) => {
      forgetPolicies.run(until);
    },
    keepCaught: ({ receivedAt, sender, recipients, raw }) => {
      const { lastInsertRowid } = keepCaught.run(receivedAt, sender, JSON.stringify(recipients), raw);
      forgetCaught.run(now() - CAUGHT_KEPT, Number(lastInsertRowid) - MOST_CAUGHT);
    },
    caught: (limit) =>
      caughtHeads
        .all({ limit, head: HEAD })
        .map((row) => ({ ...row, recipients: JSON.parse(row.recipients) })),
    caughtMail: (id) => caughtMail.get(id) ?? null,
  };
}

/** The most bytes of a caught mail that are read for the list: a header with some thousand recipients. */
const HEAD = 262_144;

/** Only the hash is stored: the file does not reveal a token. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
