/** Where rulesets run on mail from outside: elsewhere than on the main thread, since mail decides what it costs. */
import {
  compiledRuleset,
  type Explained,
  explainRun,
  type MailForRules,
  type RuleFacts,
  type TextAnswers,
} from "../../domain/ruleset/index.ts";

export interface RulesThread {
  /**
   * Makes the tests of a mail's texts that a run may need. Never rejects.
   * @param text of a ruleset without errors
   * @returns null if it takes too long
   */
  answer(text: string, mail: MailForRules): Promise<TextAnswers | null>;
  /**
   * Explains a run. Never rejects.
   * @returns null if the text has errors, or it takes too long
   */
  explain(text: string, facts: RuleFacts): Promise<readonly Explained[] | null>;
}

/** The same on this thread: for programs that serve nobody meanwhile. */
export const rulesHere: RulesThread = {
  answer: async (text, mail) => compiledRuleset(text)?.evaluator.answer(mail) ?? null,
  explain: async (text, facts) => explainRun(text, facts),
};
