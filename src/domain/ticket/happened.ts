/** What an event of a ticket is for rules that wait for it. */

import { never } from "../../base/result.ts";
import type { Actor } from "../actor.ts";
import type { Recorded } from "../events.ts";
import type { TicketEvent, TicketFields } from "./types.ts";
import { type Doer, type Happening, ruledFields } from "./waits.ts";

/** The part of the program that runs rules on what happens to tickets, and the one that decides about mail. */
const RULES = "rules";
const INTAKE = "intake";

/** What an event of a ticket is for rules; null if rules cannot wait for it. */
export function happeningOf(recorded: Recorded<TicketEvent>): Happening | null {
  const found = happenedIn(recorded);
  const { actor } = recorded;
  return found && actor.kind === "user" ? { ...found, user: actor.name } : found;
}

function happenedIn({ event, actor, ticket }: Recorded<TicketEvent>): Happening | null {
  const by = doerOf(actor);
  switch (event.type) {
    case "TicketOpened":
      return { happened: { on: "opened" }, by: event.via === "mail" && by === "program" ? "requester" : by };
    case "NoteAdded":
      // Of what intake decides, only rules add notes.
      return { happened: { on: "note" }, by: isIntake(actor) ? "rule" : by };
    case "StateChanged":
      // Only the time until which it is held is another one.
      if (event.from === event.to) return null;
      return {
        happened: { on: "state", from: event.from, to: event.to },
        by: by === "program" ? moverOf(event.cause.code) : by,
      };
    case "Changed": {
      const fields = ruledFields.filter(
        (one) => event.changes[one satisfies keyof TicketFields] !== undefined,
      );
      // Of what intake decides, only rules change fields.
      return fields.length === 0
        ? null
        : { happened: { on: "fields", fields }, by: isIntake(actor) ? "rule" : by };
    }
    case "DeliveryAttempted":
      return ticket !== null && event.results.some(({ outcome }) => outcome === "failed")
        ? { happened: { on: "undelivered" }, by: "program" }
        : null;
    case "DeliveryBounced":
      return { happened: { on: "undelivered" }, by: "program" };
    case "ReplyWritten":
      return event.automatic === false ? { happened: { on: "answer" }, by: writerOf(by) } : null;
    case "MessageReceived":
      // With another program.
      return event.sent === true && event.answered !== true
        ? { happened: { on: "answer" }, by: "agent" }
        : null;
    case "TimeReached":
      return { happened: event.wait, by: "program" };
    default:
      return null;
  }
}

/** An agent can also write by mail. */
const writerOf = (by: Doer): Doer => (by === "program" ? "agent" : by);

const isIntake = (actor: Actor): boolean => actor.kind === "system" && actor.part === INTAKE;

/** Who an actor is for rules. */
function doerOf(actor: Actor): Doer {
  switch (actor.kind) {
    case "user":
      return "agent";
    case "token":
      return "api";
    case "system":
      return actor.part === RULES ? "rule" : "program";
    case "box":
    case "other":
      return "program";
    default:
      return never(actor);
  }
}

/** Who moved a ticket, where the program recorded it for them. */
function moverOf(cause: Extract<TicketEvent, { type: "StateChanged" }>["cause"]["code"]): Doer {
  switch (cause) {
    case "requester-wrote":
    case "newcomer-wrote":
      return "requester";
    case "rules":
      return "rule";
    case "agent":
    case "replied":
    case "reply-taken-back":
      return "agent";
    case "time":
    case "text":
      return "program";
    default:
      return never(cause);
  }
}
