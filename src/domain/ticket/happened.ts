/** What happens to tickets besides mail that rules can wait for (R-150 of the ruleset's SPEC.md), and who did it. */

import type { UserName } from "../../base/ids.ts";
import { never } from "../../base/result.ts";
import type { Actor } from "../actor.ts";
import type { Recorded } from "../events.ts";
import type { State } from "../lifecycle/index.ts";
import { type TimeWait, waitKey } from "../target/index.ts";
import type { TicketEvent, TicketFields } from "./types.ts";

/** The fields whose changes rules can wait for. */
export const ruledFields = ["category", "priority", "group", "assignee", "target", "tags"] as const;
export type RuledField = (typeof ruledFields)[number];

/** Something that happened to a ticket. */
export type TicketHappened =
  | { readonly on: "opened" | "note" | "undelivered" }
  | { readonly on: "state"; readonly from: State; readonly to: State }
  /** All that one change sets. */
  | { readonly on: "fields"; readonly fields: readonly RuledField[] }
  /** It came to a moment that rules wait for. */
  | TimeWait;

/** Who did it: an agent, the requester's side by mail, a rule, a program through the API, or this program by itself. */
export const doers = ["agent", "requester", "rule", "api", "program"] as const;
export type Doer = (typeof doers)[number];

/** What happened and who did it. */
export interface Happening {
  readonly happened: TicketHappened;
  readonly by: Doer;
  /** The agent; absent if it was none. */
  readonly user?: UserName;
}

/** How many runs may follow one another, each on what the one before did. */
export const MOST_RUNS = 10;

/** What rules wait for, as it is recorded when they take effect: null for any state. */
export type TicketWait =
  | { readonly on: "opened" | "note" | "undelivered" }
  | {
      readonly on: "state";
      readonly from: readonly State[] | null;
      readonly to: readonly State[] | null;
      /** Absent for none. */
      readonly notFrom?: readonly State[];
    }
  | { readonly on: "field"; readonly field: RuledField }
  | TimeWait;

/** Whether something is what is waited for. */
export function isWaitedFor(wait: TicketWait, happened: TicketHappened): boolean {
  switch (wait.on) {
    case "state":
      return (
        happened.on === "state" &&
        (wait.from?.includes(happened.from) ?? true) &&
        !wait.notFrom?.includes(happened.from) &&
        (wait.to?.includes(happened.to) ?? true)
      );
    case "field":
      return happened.on === "fields" && happened.fields.includes(wait.field);
    case "clock":
    case "stay":
      return (happened.on === "clock" || happened.on === "stay") && waitKey(happened) === waitKey(wait);
    default:
      return happened.on === wait.on;
  }
}

/** Whether it is a moment that is waited for. */
export const isTimeWait = (wait: TicketWait): wait is TimeWait => wait.on === "clock" || wait.on === "stay";

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
      return { happened: { on: "note" }, by };
    case "StateChanged":
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
    case "TimeReached":
      return { happened: event.wait, by: "program" };
    default:
      return null;
  }
}

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
