/** Mail on its way out. */
import type { MessageKey } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { OutboxMessage } from "../queries/outbox-pages.ts";
import type { Page } from "../queries/page.ts";
import type { RecordStore } from "../record.ts";
import type { DeliveryState } from "../schema.ts";
import type { DeliveryRow } from "../view.ts";
import type { Seen } from "./scope.ts";

export interface DeliveryReading {
  /** The deliveries of a message, one for each recipient. */
  of(key: MessageKey): readonly DeliveryRow[];
  /** The delivery of a reply, notification or warning: the first attempts and bounces, oldest first. */
  attempts(key: MessageKey): Promise<readonly Recorded[]>;
  /** Replies, notifications and warnings of which a recipient is in one of the states, or all, the newest first. */
  outbox(options: {
    states: readonly DeliveryState[] | null;
    limit: number;
    cursor?: string | undefined;
  }): Page<OutboxMessage>;
  /** Deliveries that are not done. */
  counts(): readonly { readonly state: DeliveryState; readonly deliveries: number }[];
}

export function deliveryReading({ view, queries }: RecordStore, seen: Seen): DeliveryReading {
  const { within } = seen;
  return {
    of: (key) => (seen.message(key) ? view.deliveries(key) : []),
    attempts: async (key) => (seen.message(key) ? view.deliveryWay(key) : []),
    outbox: (options) => queries.outboxMessages({ ...options, within }),
    counts: () => queries.outboxCounts(undefined, within),
  };
}
