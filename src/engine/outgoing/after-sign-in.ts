import type { MessageKey } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Route } from "../../domain/settings/events.ts";
import type { RecordStore } from "../../record/record.ts";
import { ticketsOf } from "../depends.ts";
import { deliveryRetried } from "./held-deliveries.ts";

/** Messages in one commit: limits how long everything else waits for it. */
const AT_ONCE = 100;

/**
 * Makes all deliveries due that were deferred for want of an access token of the route's OAuth account. Does nothing if
 * nobody has signed in to it.
 */
export async function retryAfterSignIn(record: RecordStore, route: Route | null): Promise<void> {
  const account = route?.kind === "smtp" ? route.oauth : undefined;
  if (account === undefined) return;
  for (let retried = AT_ONCE; retried === AT_ONCE; ) {
    retried = await record.commit(systemActor("outbox"), (view) => {
      const signedIn = (view.oauthAccount(account)?.refreshToken ?? "") !== "";
      const messages: readonly MessageKey[] = signedIn
        ? record.queries.deliveriesWithoutToken(account, AT_ONCE)
        : [];
      const events = messages.map((message) => deliveryRetried(view, message));
      const dependsOn = [
        ...messages.map((message) => ({ on: "queued", message }) as const),
        ...ticketsOf(view, events),
      ];
      return { events, dependsOn, value: messages.length };
    });
  }
}
