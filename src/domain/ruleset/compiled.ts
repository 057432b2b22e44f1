/** Rulesets ready to run, by their text: each mail is decided with the same few. */

import { composeRuleset } from "./compose.ts";
import { createEvaluator, type Evaluator } from "./evaluate.ts";
import type { MailForRules } from "./facts.ts";
import type { Ruleset } from "./tree.ts";

export interface Compiled {
  /** Its text or its bundle. */
  readonly text: string;
  readonly ruleset: Ruleset;
  readonly evaluator: Evaluator;
}

/** Rulesets that are kept: replaying passes through several versions, and mailboxes have their own. */
const KEPT = 4;
/** More of them while their texts have no more characters than this together. */
const KEPT_CHARACTERS = 4_000_000;
const kept = new Map<string, Compiled | null>();
let characters = 0;

/** A ruleset that can run, from its text or its bundle; null if that has errors, as one of a later release may have. */
export function compiledRuleset(text: string): Compiled | null {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const { ruleset, problems } = composeRuleset(text);
  const compiled = problems.length > 0 ? null : { text, ruleset, evaluator: createEvaluator(ruleset) };
  characters += text.length;
  for (const oldest of kept.keys()) {
    if (kept.size < KEPT || characters <= KEPT_CHARACTERS) break;
    kept.delete(oldest);
    characters -= oldest.length;
  }
  kept.set(text, compiled);
  return compiled;
}

/** Characters of a mail, and texts in it, with which a run costs next to nothing. */
const SHORT = 20_000;
const FEW = 500;

/**
 * Whether the tests of a mail's texts are to be answered away from the main thread: if there are patterns or expressions, or the
 * mail is long. What is left of the run then costs a step for each condition.
 */
export function isCostly({ ruleset, evaluator }: Compiled, mail: MailForRules): boolean {
  if (ruleset.rules.length === 0) return false;
  if (evaluator.states > 0) return true;
  let length = (mail.subject?.length ?? 0) + (mail.body?.length ?? 0) + (mail.senderName?.length ?? 0);
  let texts = 0;
  for (const list of [
    mail.recipients,
    mail.attachmentNames,
    mail.attachmentTypes,
    ...mail.headers.values(),
  ]) {
    texts += list.length;
    for (const one of list) length += one.length;
  }
  return length > SHORT || texts > FEW;
}
