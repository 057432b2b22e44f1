/** Endpoints of other systems and the calls that are made of them; for those who may change settings. */
import { type ShownWebhook, shownWebhook } from "../../domain/settings/index.ts";
import { isTrusted } from "../../domain/webhooks/index.ts";
import type { RecordStore } from "../record.ts";
import type { WebhookRow } from "../view/settings.ts";
import type { WebhookAttempt, WebhookDelivery } from "../webhooks.ts";
import type { Visibility } from "./scope.ts";

/** An endpoint, and how it works. */
export interface WebhookState extends ShownWebhook {
  /** "failing": the last call failed; "paused": so many failed that it is tried with one call from time to time. */
  readonly state: "off" | "ok" | "failing" | "paused";
  /** Since when its calls fail, in milliseconds since 1970; null if they do not. */
  readonly failingSince: number | null;
  /** Calls that wait, counted up to 500; further ones stay in the journal. */
  readonly waiting: number;
}

export interface WebhookCall extends WebhookDelivery {
  /** The last ones, oldest first. */
  readonly tries: readonly WebhookAttempt[];
}

/** What was told of contains tickets of all mailboxes: others than those who see all of them and change settings see none. */
export interface WebhookReading {
  list(): readonly WebhookState[];
  find(name: string): WebhookState | null;
  /** Its calls before a number, newest first. */
  calls(name: string, before: number, limit: number): readonly WebhookCall[];
  call(name: string, number: number): WebhookCall | null;
}

const MOST_WAITING = 500;

export function webhookReading(
  { view, operations: { webhooks } }: RecordStore,
  seen: Visibility,
): WebhookReading {
  const sees = seen.everything && seen.may("settings.write");
  const stateOf = ({ webhook }: WebhookRow): WebhookState => {
    const lane = webhooks.lane(webhook.name);
    const failing = lane !== null && lane.failures > 0;
    const now = failing ? (isTrusted(lane) ? "failing" : "paused") : "ok";
    return {
      ...shownWebhook(webhook),
      state: webhook.enabled ? now : "off",
      failingSince: lane?.failingSince ?? null,
      waiting: webhooks.waiting(webhook.name, MOST_WAITING),
    };
  };
  const withTries = (call: WebhookDelivery): WebhookCall => ({
    ...call,
    tries: webhooks.attempts(call.number),
  });
  return {
    list: () => (sees ? view.webhooks().map(stateOf) : []),
    find(name) {
      const row = sees ? view.webhook(name) : null;
      return row && stateOf(row);
    },
    calls: (name, before, limit) => (sees ? webhooks.deliveries(name, before, limit).map(withTries) : []),
    call(name, number) {
      const call = sees ? webhooks.delivery(name, number) : null;
      return call && withTries(call);
    },
  };
}
