/** Where rulesets run on mail from outside: elsewhere than on the main thread, since mail decides what it costs. */
import { type Study, studyRuleset } from "../../domain/ruleset/analysis/index.ts";
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
  /**
   * Reads a ruleset, runs its tests, and analyses it. Never rejects.
   * @returns without analysis if that takes too long or is cancelled, which is one of its findings; null if not even the tests
   *   could be run
   */
  study(text: string, parts: Studying): Promise<Study | null>;
}

export interface Studying {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Hears how many rules have been looked at. */
  readonly progress: (done: number, of: number) => void;
}

/** The same on this thread: for programs that serve nobody meanwhile. */
export const rulesHere: RulesThread = {
  answer: async (text, mail) => compiledRuleset(text)?.evaluator.answer(mail) ?? null,
  explain: async (text, facts) => explainRun(text, facts),
  study: async (text, { progress }) => studyRuleset(text, { first() {}, progress }),
};
