import { never } from "../base/result.ts";
import type { Dependency } from "../domain/dependency.ts";
import { evidenceState } from "../domain/intake/index.ts";
import { lastAttempt } from "../domain/outgoing/index.ts";
import type { View } from "./view.ts";

/** The first dependency of a decision that no longer holds; null if it may be recorded. */
export function firstMoved(view: View, dependsOn: readonly Dependency[]): Dependency | null {
  return dependsOn.find((one) => !holds(view, one)) ?? null;
}

function holds(view: View, one: Dependency): boolean {
  switch (one.on) {
    case "mail":
      return view.outcomeOf(one.mail) === one.is;
    case "copies":
      return view.copiesState(one) === one.are;
    case "message-ids": {
      const awaiting = one.own === null ? [] : view.ticketsAwaiting(one.own);
      return evidenceState(one.referred.map(view.ticketsByMessageId), awaiting) === one.are;
    }
    case "ticket":
      return view.ticketVersion(one.ticket) === one.version;
    case "next-ticket":
      return view.nextTicketNumber() === one.number;
    case "source":
      return view.mailFrom(one.source) === null;
    case "same-bytes":
      return view.mailFromLike(one.from, one.except, Buffer.from(one.sha256, "hex")) === one.mail;
    case "person":
      return view.personChanged(one.person) === one.changed;
    case "contact":
      return (view.contact(one.address)?.changed ?? null) === one.changed;
    case "people":
      return view.peopleChanged() === one.changed;
    case "token":
      return view.token(one.token) !== null;
    case "shares":
      return view.sharedAt(one.group) === one.at;
    case "settings":
      return view.settingsChanged() === one.changed;
    case "plus-test":
      return view.plusTest(one.token)?.endedAt === one.endedAt;
    case "due":
      return view.isDue(one.message);
    case "queued":
      return view.deliveries(one.message).length > 0;
    case "attempts": {
      const deliveries = view.deliveries(one.message);
      return deliveries.length > 0 && lastAttempt(deliveries) === one.attempts;
    }
    case "agent-reply":
      return view.isAgentReplyDue(one.mail);
    case "box-log":
      return view.newestBoxAction(one.log) === one.number;
    default:
      return never(one);
  }
}
