/** Deliveries of outgoing mail. */
import type { MessageKey } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { OutboxMessage } from "../queries/outbox-pages.ts";
import type { Page } from "../queries/page.ts";
import type { RecordStore } from "../record.ts";
import type { DeliveryState } from "../schema.ts";
import type { DeliveryRow } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface DeliveryReading {
  /** The deliveries of a message, one for each recipient. */
  of(key: MessageKey): readonly DeliveryRow[];
  /** The delivery of a reply, notification or warning: the first attempts and bounces, oldest first. */
  attempts(key: MessageKey): Promise<readonly Recorded[]>;
  /** Replies, notifications and warnings with a recipient in one of the states, or all of them, newest first. */
  outbox(options: {
    states: readonly DeliveryState[] | null;
    limit: number;
    cursor?: string | undefined;
  }): Page<OutboxMessage>;
  /** Unfinished deliveries. */
  counts(): readonly { readonly state: DeliveryState; readonly deliveries: number }[];
}

export function deliveryReading({ view, queries, past }: RecordStore, seen: Visibility): DeliveryReading {
  const { within } = seen;
  return {
    of: (key) => (seen.message(key) ? view.deliveries(key) : []),
    attempts: async (key) => (seen.message(key) ? past.deliveryAttempts(key) : []),
    outbox: (options) => queries.outboxMessages({ ...options, within }),
    counts: () => queries.outboxCounts(undefined, within),
  };
}
