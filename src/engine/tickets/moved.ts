import { actorText } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import type { View } from "../../record/view.ts";

/** What happened to a ticket since someone looked, in a sentence. */
export function movedText(view: View, { actor, event }: Recorded): string {
  const by = nameOf(view, actor);
  switch (event.type) {
    case "ReplyWritten":
      return `${by} has replied meanwhile; look again and retry`;
    case "MessageReceived":
      return `${event.from.name || event.from.address} has written meanwhile; look again and retry`;
    case "NoteAdded":
      return `${by} has added a note meanwhile; look again and retry`;
    default:
      return `${by} has changed the ticket meanwhile; look again and retry`;
  }
}

function nameOf(view: View, actor: Recorded["actor"]): string {
  switch (actor.kind) {
    case "user":
      return view.user(actor.name)?.fullName ?? actorText(actor);
    case "token":
      return actorText(actor);
    default:
      return "MailManager";
  }
}
