import { never } from "../../base/result.ts";
import type { Dependency } from "../../domain/intake/index.ts";
import type { View } from "../../record/view.ts";

/** The first dependency of a decision that no longer holds; null if it may be committed. */
export function firstMoved(view: View, dependsOn: readonly Dependency[]): Dependency | null {
  return dependsOn.find((one) => !holds(view, one)) ?? null;
}

function holds(view: View, one: Dependency): boolean {
  switch (one.on) {
    case "mail":
      return view.outcomeOf(one.mail) === one.is;
    case "ticket":
      return view.ticketVersion(one.ticket) === one.version;
    case "next-ticket":
      return view.nextTicketNumber() === one.number;
    case "source":
      return view.mailFrom(one.source) === null;
    default:
      return never(one);
  }
}
