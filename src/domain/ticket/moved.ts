import { type Actor, actorText } from "../actor.ts";
import type { Recorded } from "../events.ts";

/** What someone must see before their own change is accepted, the most important first. */
const weighty = [
  ...(["ReplyWritten", "MessageReceived", "NoteAdded", "MessagesGiven", "MessagesTaken"] as const),
  ...(["StateChanged", "Changed", "ReplyTakenBack"] as const),
];
const weight = new Map<string, number>(weighty.map((type, at) => [type, at]));

/**
 * The most important event since someone looked at a ticket, the newest of its kind; null if none of them matters.
 * Composing mail, delivery attempts and automatic replies are nobody's change.
 * @param me the person who looked, who knows their own notes and changes; null to count those as well
 * @param mails whether received mail counts
 */
export function movedSince(events: readonly Recorded[], me: Actor | null, mails = true): Recorded | null {
  let found: Recorded | null = null;
  for (const recorded of events) {
    if (!matters(recorded, me, mails)) continue;
    if (found === null || weightOf(recorded) <= weightOf(found)) found = recorded;
  }
  return found;
}

function matters({ event, actor }: Recorded, me: Actor | null, mails: boolean): boolean {
  switch (event.type) {
    case "ReplyWritten":
      // One's own reply counts: it may have been sent from another window.
      return event.automatic === false;
    case "MessageReceived":
      return mails;
    default:
      return weight.has(event.type) && (me === null || actorText(actor) !== actorText(me));
  }
}

const weightOf = ({ event }: Recorded): number => weight.get(event.type) ?? weighty.length;
