/** Whom rules choose from groups: gathered within the commit, so that no two decisions see the same turn. */
import type { TicketNumber, UserName } from "../../base/ids.ts";
import type { Dependency } from "../../domain/dependency.ts";
import type { NewEvent } from "../../domain/events.ts";
import { isFinal } from "../../domain/lifecycle/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import { isAway } from "../../domain/people/index.ts";
import { type Chosen, chooseFrom, type RulesRan, sameShare } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";

/** Tickets of the requester that are looked at for who last had to do with them. */
const MOST_OWNED = 20;

/** The ticket that rules run on. */
export interface SharedTicket {
  /** Null for one that is not there yet. */
  readonly number: TicketNumber | null;
  readonly assignee: UserName | null;
  readonly requester: string;
}

/** The rules that fired in a run, and on which ticket. */
export interface RanOn {
  readonly fired: RulesRan["fired"];
  readonly ticket: SharedTicket;
}

/**
 * Decides with those whom rules choose from groups. What they do may depend on that, so it is decided again until they ask for
 * nobody more: each time for a share that they have not asked for before.
 * @param ranIn the run in what was decided; null if rules did not run
 */
export function decideWithChosen<T>(
  view: View,
  now: number,
  decide: (chosen: readonly Chosen[]) => T,
  ranIn: (decided: T) => RanOn | null,
): { readonly decided: T; readonly chosen: readonly Chosen[] } {
  let chosen: readonly Chosen[] = [];
  for (;;) {
    const decided = decide(chosen);
    const ran = ranIn(decided);
    const more = ran === null ? [] : stillToChoose(view, ran.fired, chosen, ran.ticket, now);
    if (more.length === 0) return { decided, chosen };
    chosen = [...chosen, ...more];
  }
}

/** What the rules that fired share and is not chosen yet, chosen now; empty if there is nothing. */
function stillToChoose(
  view: View,
  fired: RulesRan["fired"],
  chosen: readonly Chosen[],
  ticket: SharedTicket,
  now: number,
): readonly Chosen[] {
  const found: Chosen[] = [];
  for (const { actions } of fired)
    for (const action of actions) {
      if (action.do !== "assign-group" || action.group === null || !action.share) continue;
      const { group, share } = action;
      const isKnown = [...chosen, ...found].some((one) => one.group === group && sameShare(one.share, share));
      if (isKnown) continue;
      const owner = share.owner ? ownerOf(view, ticket) : null;
      const { assignee } = ticket;
      found.push(chooseFrom(group, share, { members: membersOf(view, group, now), assignee, owner }));
    }
  return found;
}

function membersOf(view: View, group: string, now: number) {
  const lifecycle = view.lifecycle();
  const shared = view.sharesOf(group);
  return (view.group(group) ?? []).flatMap((person) => {
    const user = view.user(person);
    if (!user || user.disabled) return [];
    const open = view
      .ticketsOf(person)
      .filter(({ state }) => !isFinal(lifecycle, state))
      .reduce((sum, { tickets }) => sum + tickets, 0);
    return [{ person, open, away: isAway(user.away, now), chosenAt: shared.get(person) ?? 0 }];
  });
}

/** Who last answered the requester; if nobody did, who has their newest other ticket. */
function ownerOf(view: View, { number, requester }: SharedTicket): UserName | null {
  const tickets = view.ownedTickets(normalAddress(requester), MOST_OWNED);
  let last: (typeof tickets)[number] | null = null;
  for (const one of tickets) if (one.at !== null && one.at > (last?.at ?? 0)) last = one;
  if (last !== null) return last.answeredBy;
  return tickets.find((one) => one.number !== number && one.assignee !== null)?.assignee ?? null;
}

/** What a decision in which rules chose somebody depends on: that they have chosen nobody from that group since. */
export function sharesIn(view: View, events: readonly NewEvent[]): readonly Dependency[] {
  const groups = events.flatMap(({ event }) =>
    event.type === "RulesRan" || event.type === "TicketRulesRan"
      ? (event.chosen ?? []).map(({ group }) => group)
      : [],
  );
  return [...new Set(groups)].map((group) => ({ on: "shares", group, at: view.sharedAt(group) }));
}
