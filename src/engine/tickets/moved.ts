import { type Fault, fault } from "../../base/fault.ts";
import { actorText } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import type { View } from "../../record/view.ts";

/** The refusal that says what happened to a ticket since someone looked at it. */
export function movedFault(view: View, { actor, event }: Recorded): Fault {
  const params = { name: nameOf(view, actor) };
  switch (event.type) {
    case "ReplyWritten":
    case "AnsweredElsewhere":
      return fault("ticket.moved.replied", { params });
    case "MessageReceived":
      return fault("ticket.moved.wrote", { params: { name: event.from.name || event.from.address } });
    case "NoteAdded":
      return fault("ticket.moved.noted", { params });
    default:
      return fault("ticket.moved.changed", { params });
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
