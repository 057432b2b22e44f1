import type { TicketNumber } from "../../base/ids.ts";
import type {
  AssigneeFacts,
  PersonFacts,
  RuledPerson,
  TicketFacts,
  Told,
  ToldFacts,
} from "../../domain/intake/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import { validUserName } from "../../domain/people/index.ts";
import { notificationLimits } from "../../domain/ticket/index.ts";
import type { UserRow, View } from "../../record/view.ts";

/** What decisions about mail need to know about a person. */
export function personFacts(user: UserRow): PersonFacts {
  const { name, fullName, email, role, disabled, notifyAssigned, notifyWrote } = user;
  return { name, fullName, email, role, disabled, notifyAssigned, notifyWrote };
}

/** The enabled user with this address; null if there is none. */
export function personOf(view: View, address: string): PersonFacts | null {
  const plain = normalAddress(address);
  const user = plain === "" ? null : view.userOfAddress(plain);
  return user && personFacts(user);
}

/** The ticket's assignee with the notifications they got; null if it has none. */
export function assigneeOf(view: View, ticket: TicketFacts, now: number): AssigneeFacts | null {
  const user = ticket.assignee === null ? null : view.user(ticket.assignee);
  if (!user) return null;
  const given = view.notifications(user.name, ticket.number, now - notificationLimits.window);
  return { ticket: ticket.number, person: personFacts(user), given };
}

/** The person that a rule assigns a ticket to, by the name in the ruleset. @param ticket the ticket's number, also of a new one */
export function ruledPerson(
  view: View,
  wanted: string,
  ticket: TicketNumber | null,
  now: number,
): RuledPerson {
  const name = validUserName(wanted);
  const user = name === null ? null : view.user(name);
  if (!user || ticket === null) return { wanted, person: null, given: { toUser: 0, ofTicket: 0, toAll: 0 } };
  const given = view.notifications(user.name, ticket, now - notificationLimits.window);
  return { wanted, person: personFacts(user), given };
}

/**
 * Whom rules notify.
 * @param assigned the person that rules assign, as they name them; null if they assign nobody
 * @param ticket its number, also of a new one; null for none
 */
export function toldFacts(
  view: View,
  wanted: readonly Told[],
  assigned: string | null,
  ticket: TicketNumber | null,
  now: number,
): readonly ToldFacts[] {
  return wanted.map((one) => {
    const names = namesOf(one);
    const people = (names ?? []).flatMap((name) => {
      const { person, given } = ruledPerson(view, name, ticket, now);
      return person && !person.disabled ? [{ person, given }] : [];
    });
    return { wanted: one, exists: one.who === "group" ? names !== null : people.length > 0, people };
  });

  function namesOf({ who, name }: Told): readonly string[] | null {
    if (who === "group") return view.group(name);
    if (who === "person") return [name];
    const assignee = assigned ?? (ticket === null ? null : (view.ticket(ticket)?.assignee ?? null));
    return assignee === null ? [] : [assignee];
  }
}
