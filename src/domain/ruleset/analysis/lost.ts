/** Actions of a rule that come to nothing because of another one of it. */
import { actionText } from "../print.ts";
import type { Action, Rule } from "../tree.ts";
import type { Finding } from "./finding.ts";

export const findLost = (rules: readonly Rule[]): readonly Finding[] => rules.flatMap(lostIn);

function lostIn(rule: Rule): readonly Finding[] {
  const { name, from, to, actions } = rule;
  const place = actions.findLast((one) => one.do === "hold" || one.do === "file");
  const quiet = actions.find((one) => one.do === "no-auto-reply");
  const lost = place ? actions.filter(needsTicket) : quiet ? actions.filter((one) => one.do === "reply") : [];
  const because = place ?? quiet;
  if (lost.length === 0 || !because) return [];
  return [
    {
      ...{ code: "lost", severity: "warning", at: { from, to }, rules: [name], witness: null },
      params: {
        ...{ rule: name, because: because.do },
        ...{ n: lost.length, actions: lost.map(actionText).join(", ") },
      },
    },
  ];
}

/** Of mail that is held or filed, there is no ticket to do it with. */
const needsTicket = (action: Action): boolean =>
  !(["hold", "file", "stop", "no-auto-reply"] as const).some((one) => one === action.do);
