/** Rules that reply to mail from programs. */
import { isMailEvent } from "../tree.ts";
import { type Checked, undecided } from "./checked.ts";
import type { Finding } from "./finding.ts";

/**
 * Each rule that replies and fires for automatic mail, with such a mail. No reply is sent then, which the finding says: the
 * program sends none to programs, to our own addresses, and to nobody who may not have written.
 */
export function findReplies({ rules, logic, evaluator }: Checked): readonly Finding[] {
  const automatic = logic.atom({ is: "yes", fact: "automatic" });
  return rules.flatMap(({ rule, fires }): readonly Finding[] => {
    if (!isMailEvent(rule.event) || !rule.actions.some((one) => one.do === "reply")) return [];
    const reply = logic.ask([fires, automatic]);
    if (reply.is === "no") return [];
    const { name, from, to } = rule;
    const witness = reply.is === "yes" ? reply.facts : null;
    const entry = witness && evaluator.run(witness).trace.find((one) => one.rule === name);
    if (entry?.is !== "fired") return [undecided(rule, "reply")];
    return [
      {
        ...{ code: "reply-automatic", severity: "note", at: { from, to }, rules: [name], witness },
        params: { rule: name },
      },
    ];
  });
}
