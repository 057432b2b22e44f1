/** Where rules move the ticket of a mail (I-117). */
import type { NewEvent } from "../events.ts";
import { type Lifecycle, mayMove, program, type State } from "../lifecycle/index.ts";
import type { Run } from "../ruleset/index.ts";
import type { RuleFailure, TicketEvent } from "../ticket/index.ts";

/** The state that a mail's own events leave its ticket in. @param before the state that it finds it in */
export const stateAfterMail = (
  events: readonly NewEvent[],
  ticket: NewEvent["ticket"],
  before: State,
): State =>
  events.reduce(
    (state, one) => (one.ticket === ticket && one.event.type === "StateChanged" ? one.event.to : state),
    before,
  );

/**
 * The move that a run comes to, at most one; what the lifecycle does not allow is noted as failed.
 * @param lifecycle the one in effect, which need not be that of the ruleset when mail is decided about again
 */
export function ruledMove(
  before: State,
  { moves }: Pick<Run, "moves">,
  lifecycle: Lifecycle,
  failed: RuleFailure[],
): readonly TicketEvent[] {
  let state = before;
  for (const { rule, from, to, allowed } of moves) {
    if (allowed && from === state && mayMove(lifecycle, from, to, program)) state = to;
    else failed.push({ code: "no-way", rule, from: state, to });
  }
  if (state === before) return [];
  return [{ type: "StateChanged", from: before, to: state, cause: { code: "rules" } }];
}
