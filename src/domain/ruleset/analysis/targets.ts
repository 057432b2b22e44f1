/** Targets that no ticket gets from rules. */
import type { Ruleset } from "../tree.ts";
import type { Checked } from "./checked.ts";
import type { Finding } from "./finding.ts";
import { lastWrite } from "./outcome.ts";
import type { SymbolicRun } from "./symbolic.ts";

export function findUnused(
  { logic, evaluator }: Pick<Checked, "logic" | "evaluator">,
  run: SymbolicRun,
  targets: Ruleset["targets"],
): readonly Finding[] {
  const leaves = lastWrite(logic, run, "target");
  const becomesTicket = lastWrite(logic, run, "place")({ is: "kept" });
  return targets.flatMap(({ name, from, to }): readonly Finding[] => {
    const about = { at: { from, to }, rules: [], witness: null };
    const reply = logic.ask([leaves({ is: "value", value: name }), becomesTicket]);
    if (reply.is === "no")
      return [{ ...about, code: "no-ticket", severity: "note", params: { target: name } }];
    if (reply.is === "yes") {
      const { ticket, place } = evaluator.run(reply.facts);
      if (ticket.target === name && place.is === "ticket") return [];
    }
    const params = { question: "target", target: name };
    return [{ ...about, code: "undecided", severity: "warning", params }];
  });
}
