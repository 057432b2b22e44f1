import type { MessageKey } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import { deliveryRetried, signedInWith } from "../../domain/outgoing/index.ts";
import type { Route } from "../../domain/settings/events.ts";
import type { RecordStore } from "../../record/record.ts";
import { settingsOf, ticketsOf } from "../depends.ts";

/** Messages in one commit: limits how long everything else waits for it. */
const AT_ONCE = 100;

/**
 * Makes all deliveries due that were deferred for want of an access token of the route's OAuth account. Does nothing if
 * nobody has signed in to it.
 * @param route the delivery route, as it is within the commit
 */
export async function retryAfterSignIn(record: RecordStore, route: () => Route | null): Promise<void> {
  for (let retried = AT_ONCE; retried === AT_ONCE; ) {
    retried = await record.commit(systemActor("outbox"), (view) => {
      const account = signedInWith(route(), view.oauthAccounts());
      const messages: readonly MessageKey[] =
        account === null ? [] : record.queries.deliveriesWithoutToken(account, AT_ONCE);
      const events = messages.map((message) => deliveryRetried(message, view.deliveries(message)));
      const dependsOn = [
        ...messages.map((message) => ({ on: "queued", message }) as const),
        ...ticketsOf(view, events),
        settingsOf(view),
      ];
      return { events, dependsOn, value: messages.length };
    });
  }
}
