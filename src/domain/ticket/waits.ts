/** What happens to tickets besides mail that rules can wait for (R-150 of the ruleset's SPEC.md), and who did it. */

import type { UserName } from "../../base/ids.ts";
import type { State } from "../lifecycle/index.ts";
import { type TimeWait, waitKey } from "../target/index.ts";

/** The fields whose changes rules can wait for. */
export const ruledFields = ["category", "priority", "group", "assignee", "target", "tags"] as const;
export type RuledField = (typeof ruledFields)[number];

/** Something that happened to a ticket. */
export type TicketHappened =
  | { readonly on: "opened" | "note" | "answer" | "undelivered" }
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
  | { readonly on: "opened" | "note" | "answer" | "undelivered" }
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
