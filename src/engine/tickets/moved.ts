import type { Fault } from "../../base/fault.ts";
import { actorText } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import { movedFault } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";

/** The refusal that says what happened to a ticket since someone looked at it, and who did it. */
export const movedBy = (view: View, { actor, event }: Recorded): Fault =>
  movedFault(event, nameOf(view, actor));

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
