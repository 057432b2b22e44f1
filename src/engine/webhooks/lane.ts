import type { WebhookLane } from "../../record/webhooks.ts";

/** An endpoint that was never called. @param position after which it is told of events */
export const freshLane = (webhook: string, position: number): WebhookLane => ({
  ...{ webhook, position, failures: 0, failingSince: null, nextAt: 0 },
});
