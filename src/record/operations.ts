/** State of the running program: sessions, leases, remembered requests, caught mail. Not in the journal. */
import { createHash } from "node:crypto";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { MessageKey, UserName } from "../base/ids.ts";
import type { Database } from "./database.ts";
import { inserter } from "./prepared.ts";
import { caught, deliveryLease, diskFree, idempotency, mtaSts, session } from "./schema.ts";

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
  remember(request: RememberedRequest): void;
  remembered(token: string, key: string): RememberedRequest | null;
  forgetRequests(before: number): void;
  keepPolicy(policy: PolicyRow): void;
  policy(domain: string): PolicyRow | null;
  forgetPolicies(until: number): void;
  keepCaught(mail: Omit<CaughtRow, "id">): void;
  /** The newest, each with the start of its bytes, as far as its header usually goes. */
  caught(limit: number): readonly CaughtHead[];
  caughtMail(id: number): CaughtRow | null;
  /** Records the current free disk space; the last value of a day counts. */
  noteFree(bytes: number): void;
  /** The newest recorded days, oldest first. */
  freeOnDays(days: number): readonly FreeOnDay[];
  /** Writes the time into the file: shows that it can be written. */
  noteAlive(): void;
}

/** Milliseconds for which the history of free disk space is kept. */
const FREE_KEPT = 400 * 24 * 3_600_000;

export function createOperations({ drizzle, sqlite }: Database, now: () => number): Operations {
  const byHash = eq(session.hash, sql.placeholder("hash"));
  const insertSession = inserter(drizzle, session);
  const selectSession = drizzle.select().from(session).where(byHash).prepare();
  const touch = sqlite.prepare<[number, Buffer]>("UPDATE session SET seen_at = ? WHERE hash = ?");
  const takeLease = sqlite.prepare<[string, number, number]>(
    `INSERT INTO delivery_lease (message, until) VALUES (?, ?)
     ON CONFLICT (message) DO UPDATE SET until = excluded.until WHERE until < ?`,
  );
  const alive = sqlite.prepare<[string]>(
    "INSERT INTO fact (name, value) VALUES ('alive', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  return {
    noteAlive: () => {
      alive.run(new Date(now()).toISOString());
    },
    noteFree: (bytes) => {
      const day = new Date(now()).toISOString().slice(0, 10);
      const free = Math.round(bytes);
      drizzle
        .insert(diskFree)
        .values({ day, free })
        .onConflictDoUpdate({ target: diskFree.day, set: { free } })
        .run();
      drizzle
        .delete(diskFree)
        .where(lt(diskFree.day, new Date(now() - FREE_KEPT).toISOString().slice(0, 10)))
        .run();
    },
    freeOnDays: (days) =>
      drizzle.select().from(diskFree).orderBy(desc(diskFree.day)).limit(days).all().reverse(),
    openSession: (token, user, csrf) =>
      insertSession({ hash: hashOf(token), user, csrf, createdAt: now(), seenAt: now() }),
    session: (token) => selectSession.get({ hash: hashOf(token) }) ?? null,
    touchSession: (token) => {
      touch.run(now(), hashOf(token));
    },
    closeSession: (token) => {
      drizzle
        .delete(session)
        .where(eq(session.hash, hashOf(token)))
        .run();
    },
    closeSessionsOf: (user) => {
      drizzle.delete(session).where(eq(session.user, user)).run();
    },
    expireSessions: (seenBefore, createdBefore) => {
      drizzle.delete(session).where(lt(session.seenAt, seenBefore)).run();
      drizzle.delete(session).where(lt(session.createdAt, createdBefore)).run();
    },
    lease: (message, until) => takeLease.run(message, until, now()).changes === 1,
    release: (message) => {
      drizzle.delete(deliveryLease).where(eq(deliveryLease.message, message)).run();
    },
    releaseAll: () => {
      drizzle.delete(deliveryLease).run();
    },
    remember: (request) => {
      drizzle.insert(idempotency).values(request).onConflictDoNothing().run();
    },
    remembered: (token, key) =>
      drizzle
        .select()
        .from(idempotency)
        .where(and(eq(idempotency.token, token), eq(idempotency.key, key)))
        .get() ?? null,
    forgetRequests: (before) => {
      drizzle.delete(idempotency).where(lt(idempotency.createdAt, before)).run();
    },
    keepPolicy: (policy) => {
      drizzle.insert(mtaSts).values(policy).onConflictDoUpdate({ target: mtaSts.domain, set: policy }).run();
    },
    policy: (domain) => drizzle.select().from(mtaSts).where(eq(mtaSts.domain, domain)).get() ?? null,
    forgetPolicies: (until) => {
      drizzle.delete(mtaSts).where(lt(mtaSts.until, until)).run();
    },
    keepCaught: (mail) => {
      drizzle.insert(caught).values(mail).run();
    },
    caught: (limit) =>
      drizzle.select(withoutRaw).from(caught).orderBy(sql`${caught.id} desc`).limit(limit).all(),
    caughtMail: (id) => drizzle.select().from(caught).where(eq(caught.id, id)).get() ?? null,
  };
}

/** Bytes of a caught mail that are read for the list. */
const HEAD = 8192;

const withoutRaw = {
  id: caught.id,
  receivedAt: caught.receivedAt,
  sender: caught.sender,
  recipients: caught.recipients,
  head: sql<Uint8Array>`substr(${caught.raw}, 1, ${HEAD})`,
};

/** Only the hash is stored: the file does not reveal a token. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
