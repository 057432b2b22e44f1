/** Rules that reply to mail from programs. */
import type { RuleFacts } from "../facts.ts";
import { isMailEvent } from "../tree.ts";
import { type Checked, undecided } from "./checked.ts";
import type { Finding } from "./finding.ts";

/**
 * Each rule that replies and fires for automatic mail, with such a mail. No reply is sent then, which the finding says: the
 * program sends none to programs, to our own addresses, and to nobody who may not have written.
 */
export function findReplies({ rules, logic, evaluator, examples }: Checked): readonly Finding[] {
  const automatic = logic.atom({ is: "yes", fact: "automatic" });
  return rules.flatMap(({ rule, fires }, n): readonly Finding[] => {
    if (!isMailEvent(rule.event) || !rule.actions.some((one) => one.do === "reply")) return [];
    const shows = (facts: RuleFacts) => evaluator.run(facts).trace[n]?.is === "fired";
    // Most rules do not ask for that: the mail for which it fires shows it, from a program as well.
    const example = examples[n];
    const same = example ? { ...example, mail: { ...example.mail, automatic: true } } : null;
    const known = same !== null && shows(same) ? same : null;
    const reply = known === null ? logic.ask([fires, automatic]) : null;
    if (reply?.is === "no") return [];
    const { name, from, to } = rule;
    const witness = known ?? (reply?.is === "yes" && shows(reply.facts) ? reply.facts : null);
    if (witness === null) return [undecided(rule, "reply")];
    return [
      {
        ...{ code: "reply-automatic", severity: "note", at: { from, to }, rules: [name], witness },
        params: { rule: name },
      },
    ];
  });
}
