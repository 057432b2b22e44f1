/** Calls of endpoints that are due, and the last ones that were made: state of the running program. */
import type { StoredFault } from "../base/fault.ts";
import type { TicketNumber } from "../base/ids.ts";
import type { Database } from "./database.ts";
import { inserter, reader, upserter } from "./prepared.ts";
import { webhookAttempt, webhookDelivery, webhookLane } from "./schema.ts";

export type WebhookLane = typeof webhookLane.$inferSelect;
export type WebhookDelivery = typeof webhookDelivery.$inferSelect;
export type WebhookAttempt = Omit<typeof webhookAttempt.$inferSelect, "number" | "delivery">;

/** A call of an endpoint that is not made yet. */
export interface NewDelivery {
  /** The same for the same event. */
  readonly id: string;
  readonly type: string;
  readonly ticket: TicketNumber | null;
  /** The request's body. */
  readonly body: string;
}

/** The result of an attempt. */
export interface Attempted {
  readonly attempt: Omit<WebhookAttempt, "fault"> & { readonly fault: StoredFault | null };
  readonly state: WebhookDelivery["state"];
  readonly nextAt: number | null;
  readonly lane: WebhookLane;
  /** Whether everything that waits for the endpoint is due now. */
  readonly recovered: boolean;
}

export interface WebhookQueue {
  /** Null until something was done for it. */
  lane(webhook: string): WebhookLane | null;
  /** Adds calls and says how far in the journal the endpoint has come, both or neither; a call that is known stays as it is. */
  add(lane: WebhookLane, calls: readonly NewDelivery[]): void;
  /** Adds a call that someone asks for. @returns its number */
  addAsked(webhook: string, call: NewDelivery): number;
  /** Asks for a call once more, whether it was made or not. False if there is none of that number. */
  again(webhook: string, number: number): boolean;
  /** The oldest call that someone asked for. */
  asked(webhook: string): WebhookDelivery | null;
  /**
   * The oldest call that is due, or, if one that has failed once is to be tried again soon, that one: those behind it wait,
   * so that a short failure changes no order.
   */
  next(webhook: string): WebhookDelivery | null;
  /** The oldest call that waits, due or not. */
  oldest(webhook: string): WebhookDelivery | null;
  /** When the first of the calls that wait is due; null if none waits. */
  nextAt(webhook: string): number | null;
  /** Calls that wait, counted up to a limit. */
  waiting(webhook: string, limit: number): number;
  /** Records an attempt; nothing if the endpoint was removed during it. */
  attempted(delivery: WebhookDelivery, result: Attempted): void;
  /** Calls before a number, newest first. */
  deliveries(webhook: string, before: number, limit: number): readonly WebhookDelivery[];
  delivery(webhook: string, number: number): WebhookDelivery | null;
  /** The last attempts of a call, oldest first. */
  attempts(number: number): readonly WebhookAttempt[];
  /** Removes the calls that are over and were made due before then, in milliseconds since 1970. */
  forgetBefore(webhook: string, time: number): void;
  /** Removes everything about an endpoint. */
  forget(webhook: string): void;
}

/** Calls that are over which are kept for each endpoint. */
const KEPT = 200;
/** Of those beyond, this many are removed with each one that is over, so that it takes no longer however many there are. */
const REMOVED_AT_ONCE = 20;
/** Attempts that are kept of each call. */
const ATTEMPTS = 20;

export function createWebhookQueue({ drizzle, sqlite }: Database, now: () => number): WebhookQueue {
  const lane = reader<typeof webhookLane, [string]>(drizzle, webhookLane, "WHERE webhook = ?");
  const saveLane = upserter(drizzle, webhookLane, webhookLane.webhook);
  const insert = sqlite.prepare<[string, string, string, number | null, number, string, number, number]>(
    `INSERT INTO webhook_delivery (id, webhook, type, ticket, created_at, body, state, attempts, next_at, asked)
     VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const again = sqlite.prepare<[number, number, string]>(
    "UPDATE webhook_delivery SET next_at = ?, asked = 1 WHERE number = ? AND webhook = ?",
  );
  const of = (rest: string) => reader<typeof webhookDelivery, [string]>(drizzle, webhookDelivery, rest);
  const asked = of("WHERE webhook = ? AND next_at IS NOT NULL AND asked = 1 ORDER BY number LIMIT 1");
  const oldest = of("WHERE webhook = ? AND next_at IS NOT NULL ORDER BY number LIMIT 1");
  const next = reader<typeof webhookDelivery, [string, number]>(
    drizzle,
    webhookDelivery,
    "WHERE webhook = ? AND next_at IS NOT NULL AND (next_at <= ? OR attempts = 1) ORDER BY number LIMIT 1",
  );
  const nextAt = sqlite
    .prepare<[string], number | null>(
      "SELECT min(next_at) FROM webhook_delivery WHERE webhook = ? AND next_at IS NOT NULL",
    )
    .pluck();
  const waiting = sqlite
    .prepare<[string, number], number>(
      `SELECT count(*) FROM (SELECT 1 FROM webhook_delivery WHERE webhook = ? AND next_at IS NOT NULL LIMIT ? + 0)`,
    )
    .pluck();
  const settle = sqlite.prepare<[string, number | null, number]>(
    `UPDATE webhook_delivery SET state = ?, attempts = attempts + 1, next_at = ?, asked = 0 WHERE number = ?`,
  );
  const due = sqlite.prepare<[number, string]>(
    "UPDATE webhook_delivery SET next_at = ? WHERE webhook = ? AND next_at IS NOT NULL",
  );
  const insertAttempt = inserter(drizzle, webhookAttempt);
  const lastAttempt = sqlite.prepare<[], number | null>("SELECT max(number) FROM webhook_attempt").pluck();
  const dropAttempts = sqlite.prepare<[number, number]>(
    `DELETE FROM webhook_attempt WHERE delivery = ? AND number IN
       (SELECT number FROM webhook_attempt WHERE delivery = ? ORDER BY number DESC LIMIT ${REMOVED_AT_ONCE} OFFSET ${ATTEMPTS})`,
  );
  const old = sqlite
    .prepare<[string], number>(
      `SELECT number FROM webhook_delivery WHERE webhook = ? AND next_at IS NULL
       ORDER BY number DESC LIMIT ${REMOVED_AT_ONCE} OFFSET ${KEPT}`,
    )
    .pluck();
  const over = sqlite.prepare<[string], { readonly number: number; readonly createdAt: number }>(
    `SELECT number, created_at AS createdAt FROM webhook_delivery WHERE webhook = ? AND next_at IS NULL
     ORDER BY number LIMIT ${KEPT + REMOVED_AT_ONCE}`,
  );
  const drop = sqlite.prepare<[number]>("DELETE FROM webhook_delivery WHERE number = ?");
  const dropAttemptsOf = sqlite.prepare<[number]>("DELETE FROM webhook_attempt WHERE delivery = ?");
  const before = reader<typeof webhookDelivery, [string, number, number]>(
    drizzle,
    webhookDelivery,
    "WHERE webhook = ? AND number < ? ORDER BY number DESC LIMIT ? + 0",
  );
  const one = reader<typeof webhookDelivery, [number, string]>(
    drizzle,
    webhookDelivery,
    "WHERE number = ? AND webhook = ?",
  );
  const attempts = reader<typeof webhookAttempt, [number]>(
    drizzle,
    webhookAttempt,
    "WHERE delivery = ? ORDER BY number",
  );
  const forgetAttempts = sqlite.prepare<[string]>(
    "DELETE FROM webhook_attempt WHERE delivery IN (SELECT number FROM webhook_delivery WHERE webhook = ?)",
  );
  const forgetDeliveries = sqlite.prepare<[string]>("DELETE FROM webhook_delivery WHERE webhook = ?");
  const forgetLane = sqlite.prepare<[string]>("DELETE FROM webhook_lane WHERE webhook = ?");

  const addCall = (webhook: string, { id, type, ticket, body }: NewDelivery, byHand: boolean) =>
    insert.run(id, webhook, type, ticket, now(), body, now(), byHand ? 1 : 0);
  const add = sqlite.transaction((of: WebhookLane, calls: readonly NewDelivery[]) => {
    for (const call of calls) addCall(of.webhook, call, false);
    saveLane(of);
  });
  const remove = (number: number) => {
    dropAttemptsOf.run(number);
    drop.run(number);
  };
  const forgetBefore = sqlite.transaction((webhook: string, time: number) => {
    for (const { number, createdAt } of over.all(webhook)) if (createdAt < time) remove(number);
  });
  const attempted = sqlite.transaction((delivery: WebhookDelivery, result: Attempted) => {
    const { number, webhook } = delivery;
    // Its endpoint was removed meanwhile.
    if (one.get(number, webhook) === undefined) return;
    insertAttempt({ ...result.attempt, number: (lastAttempt.get() ?? 0) + 1, delivery: number });
    dropAttempts.run(number, number);
    settle.run(result.state, result.nextAt, number);
    saveLane(result.lane);
    if (result.recovered) due.run(now(), webhook);
    for (const gone of old.all(webhook)) remove(gone);
  });

  return {
    lane: (webhook) => lane.get(webhook) ?? null,
    add: (of, calls) => {
      add.immediate(of, calls);
    },
    addAsked: (webhook, call) => Number(addCall(webhook, call, true).lastInsertRowid),
    again: (webhook, number) => again.run(now(), number, webhook).changes === 1,
    asked: (webhook) => asked.get(webhook) ?? null,
    next: (webhook) => next.get(webhook, now()) ?? null,
    oldest: (webhook) => oldest.get(webhook) ?? null,
    nextAt: (webhook) => nextAt.get(webhook) ?? null,
    waiting: (webhook, limit) => waiting.get(webhook, limit) ?? 0,
    attempted: (delivery, result) => {
      attempted.immediate(delivery, result);
    },
    deliveries: (webhook, number, limit) => before.all(webhook, number, limit),
    delivery: (webhook, number) => one.get(number, webhook) ?? null,
    attempts: (number) => attempts.all(number),
    forgetBefore: (webhook, time) => {
      forgetBefore.immediate(webhook, time);
    },
    // Part of the commit that removes it.
    forget(webhook) {
      forgetAttempts.run(webhook);
      forgetDeliveries.run(webhook);
      forgetLane.run(webhook);
    },
  };
}
