import { and, desc, eq, gt, lt, or } from "drizzle-orm";
import type { MessageKey } from "../../base/ids.ts";
import { messageKey } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { type DeliveryState, delivery } from "../schema.ts";
import type { DeliveryRow } from "../view.ts";
import { type Page, pageOf } from "./page.ts";
import { deliveryWithin, type Within } from "./within.ts";

export interface OutboxQueries {
  /** Deliveries, the newest reply first. */
  deliveriesList(options: {
    state?: DeliveryState | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Page<DeliveryRow>;
  /** Messages with a recipient that is due now, the longest waiting first. */
  dueDeliveries(now: number, limit: number): readonly MessageKey[];
  /** Messages with a held delivery, oldest first. */
  heldDeliveries(limit: number, within?: Within): readonly MessageKey[];
  /** When the next delivery is due, or null if none is waiting. */
  nextDelivery(): number | null;
  /** Unfinished deliveries. @param kind only of this kind */
  outboxCounts(
    kind?: DeliveryRow["kind"],
    within?: Within,
  ): readonly { readonly state: DeliveryState; readonly deliveries: number }[];
}

export function outboxQueries({ drizzle, sqlite }: Database): OutboxQueries {
  const due = sqlite
    .prepare<[number, number], string>(
      `SELECT message FROM delivery WHERE next_at IS NOT NULL AND next_at <= ?
       GROUP BY message ORDER BY min(next_at), min(position) LIMIT ? + 0`,
    )
    .pluck();
  const heldWhere = (more: string) =>
    `SELECT message FROM delivery WHERE state = 'held' ${more}
     GROUP BY message ORDER BY min(position) LIMIT ? + 0`;
  const held = sqlite.prepare<[number], string>(heldWhere("")).pluck();
  const heldWithin = sqlite
    .prepare<[string, number], string>(heldWhere(`AND ${deliveryWithin("?")}`))
    .pluck();
  const next = sqlite
    .prepare<[], number | null>("SELECT min(next_at) FROM delivery WHERE next_at IS NOT NULL")
    .pluck();
  type Count = { state: DeliveryState; deliveries: number };
  const counted = (more: string) =>
    `SELECT state, count(*) AS deliveries FROM delivery
     WHERE state <> 'delivered' AND kind = ifnull(?, kind) ${more} GROUP BY state`;
  const counts = sqlite.prepare<[string | null], Count>(counted(""));
  const countsWithin = sqlite.prepare<[string | null, string], Count>(counted(`AND ${deliveryWithin("?")}`));
  return {
    deliveriesList({ state, limit, cursor }) {
      const [, position, recipient] = /^(\d{1,16})-(.*)$/.exec(cursor ?? "") ?? [];
      const last =
        position && recipient !== undefined ? { position: Number(position), recipient } : undefined;
      const rows = drizzle
        .select()
        .from(delivery)
        .where(
          and(
            state === undefined ? undefined : eq(delivery.state, state),
            last &&
              or(
                lt(delivery.position, last.position),
                and(eq(delivery.position, last.position), gt(delivery.recipient, last.recipient)),
              ),
          ),
        )
        .orderBy(desc(delivery.position), delivery.recipient)
        .limit(limit + 1)
        .all();
      return pageOf(
        rows,
        limit,
        (row) => `${row.position}-${row.recipient}`,
        (row) => row,
      );
    },
    dueDeliveries: (now, limit) => due.all(now, limit).map(messageKey),
    heldDeliveries: (limit, within = null) =>
      (within === null ? held.all(limit) : heldWithin.all(JSON.stringify(within), limit)).map(messageKey),
    nextDelivery: () => next.get() ?? null,
    outboxCounts: (kind, within = null) =>
      within === null ? counts.all(kind ?? null) : countsWithin.all(kind ?? null, JSON.stringify(within)),
  };
}
