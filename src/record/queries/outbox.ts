import type { MessageKey } from "../../base/ids.ts";
import { messageKey } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import type { DeliveryState } from "../schema.ts";
import type { DeliveryRow } from "../view.ts";
import { deliveryWithin, type Within } from "./within.ts";

export interface OutboxQueries {
  /** Messages with a recipient that is due now, the longest waiting first. */
  dueDeliveries(now: number, limit: number): readonly MessageKey[];
  /** Messages with a held delivery, oldest first. @param after only those queued after this position */
  heldDeliveries(limit: number, within?: Within, after?: number): readonly MessageKey[];
  /** Messages with a deferred delivery that could not log in with this OAuth account, oldest first. */
  deliveriesWithoutToken(account: string, limit: number): readonly MessageKey[];
  /** When the next delivery is due, or null if none is waiting. */
  nextDelivery(): number | null;
  /** Unfinished deliveries. @param kind only of this kind */
  outboxCounts(
    kind?: DeliveryRow["kind"],
    within?: Within,
  ): readonly { readonly state: DeliveryState; readonly deliveries: number }[];
}

export function outboxQueries({ sqlite }: Database): OutboxQueries {
  const due = sqlite
    .prepare<[number], string>(
      `SELECT message FROM delivery WHERE next_at IS NOT NULL AND next_at <= (SELECT ?)
       ORDER BY next_at, position`,
    )
    .pluck();
  type InMailboxes = { readonly within: string | null };
  const isWithin = `(@within IS NULL OR ${deliveryWithin("@within")})`;
  const held = sqlite
    .prepare<[InMailboxes & { after: number }], string>(
      `SELECT message FROM delivery WHERE state = 'held' AND position > @after AND ${isWithin} ORDER BY position`,
    )
    .pluck();
  const withoutToken = sqlite
    .prepare<[string], string>(
      `SELECT message FROM delivery WHERE state = 'deferred' AND fault ->> '$.reason' GLOB 'delivery.oauth-*'
         AND fault ->> '$.params.account' = ? ORDER BY position`,
    )
    .pluck();
  const next = sqlite
    .prepare<[], number | null>("SELECT min(next_at) FROM delivery WHERE next_at IS NOT NULL")
    .pluck();
  const counted = sqlite
    .prepare<[InMailboxes & { state: DeliveryState; kind: string | null }], number>(
      `SELECT count(*) FROM delivery WHERE state = @state AND (@kind IS NULL OR kind = @kind) AND ${isWithin}`,
    )
    .pluck();
  const json = (within: Within) => within && JSON.stringify(within);
  return {
    dueDeliveries: (now, limit) => firstOf(due.iterate(now), limit),
    heldDeliveries: (limit, within = null, after = 0) =>
      firstOf(held.iterate({ within: json(within), after }), limit),
    deliveriesWithoutToken: (account, limit) => firstOf(withoutToken.iterate(account), limit),
    nextDelivery: () => next.get() ?? null,
    outboxCounts: (kind, within = null) =>
      unfinished.flatMap((state) => {
        const deliveries = counted.get({ state, kind: kind ?? null, within: json(within) }) ?? 0;
        return deliveries === 0 ? [] : { state, deliveries };
      }),
  };
}

const unfinished = ["bounced", "cancelled", "deferred", "failed", "held", "waiting"] as const;

/** The first messages of deliveries: a message has one for each recipient. */
function firstOf(messages: Iterable<string>, limit: number): readonly MessageKey[] {
  const found = new Set<string>();
  for (const message of messages) if (found.add(message).size >= limit) break;
  return [...found].map(messageKey);
}
