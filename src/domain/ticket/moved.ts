import { type Fault, fault } from "../../base/fault.ts";
import { type Actor, actorText, systemActor } from "../actor.ts";
import type { Recorded } from "../events.ts";

/** What is known of an event of a ticket without reading it. */
export interface TicketChange {
  readonly position: number;
  /** Its type; "Erased" for one that was erased by law. */
  readonly type: string;
  readonly actor: Actor;
  /** Whether it is a reply that the program wrote. */
  readonly automatic: boolean;
}

/** The most changes looked at since a version; that many matter in any case. */
export const MOST_CHANGES = 500;

/**
 * What someone may have missed who saw a ticket at a version: nothing; some changes, which are to be looked at; or too much
 * to look at, since it is too old or there is no such version.
 * @param seen absent if it does not matter to them
 */
export function missedSince(
  { version }: { readonly version: number },
  seen: number | undefined,
): "nothing" | "changes" | "too-much" {
  if (seen === undefined || seen === version) return "nothing";
  return seen > version || version - seen >= MOST_CHANGES ? "too-much" : "changes";
}

/** What someone must see before their own change is accepted, the most important first. */
const weighty = [
  ...([
    "ReplyWritten",
    "RepliedElsewhere",
    "MessageReceived",
    "NoteAdded",
    "MessagesGiven",
    "MessagesTaken",
  ] as const),
  ...(["StateChanged", "Changed", "ReplyTakenBack"] as const),
];
/** Who changes a ticket by rules, apart from mail. */
const rules = actorText(systemActor("rules"));
const weight = new Map<string, number>(weighty.map((type, at) => [type, at]));

/**
 * The most important event since someone looked at a ticket, the newest of its kind; null if none of them matters.
 * Composing mail, delivery attempts and automatic replies are nobody's change.
 * @param me the person who looked, who knows their own notes and changes, and does not wait for rules; null to count those as well
 * @param mails whether received mail counts
 */
export function movedSince(
  changes: readonly TicketChange[],
  me: Actor | null,
  mails = true,
): TicketChange | null {
  let found: TicketChange | null = null;
  for (const change of changes) {
    if (!matters(change, me, mails)) continue;
    if (found === null || weightOf(change) <= weightOf(found)) found = change;
  }
  return found;
}

/** The refusal that says what happened to a ticket since someone looked at it. @param name of who did it */
export function movedFault(event: Recorded["event"], name: string): Fault {
  const params = { name };
  switch (event.type) {
    case "ReplyWritten":
    case "RepliedElsewhere":
      return fault("ticket.moved.replied", { params });
    case "MessageReceived":
      return fault("ticket.moved.wrote", { params: { name: event.from.name || event.from.address } });
    case "NoteAdded":
      return fault("ticket.moved.noted", { params });
    default:
      return fault("ticket.moved.changed", { params });
  }
}

function matters({ type, actor, automatic }: TicketChange, me: Actor | null, mails: boolean): boolean {
  switch (type) {
    case "ReplyWritten":
      // One's own reply counts: it may have been sent from another window.
      return !automatic;
    case "RepliedElsewhere":
      return true;
    case "MessageReceived":
      return mails;
    default:
      return weight.has(type) && (me === null || !isKnownTo(me, actor));
  }
}

const weightOf = ({ type }: TicketChange): number => weight.get(type) ?? weighty.length;

/** Whether nobody needs to be told: what they did themselves, and what rules made of it or of a moment that was due. */
const isKnownTo = (me: Actor, actor: Actor): boolean =>
  actorText(actor) === actorText(me) || actorText(actor) === rules;
