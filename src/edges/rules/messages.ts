/** The messages between the threads of rules and those who ask them. */
import type { Explained, MailForRules, RuleFacts, TextAnswers } from "../../domain/ruleset/index.ts";

/** @property text the ruleset; absent if it is the same as in the question before */
export type Question = { readonly text?: string } & (
  | { readonly kind: "answer"; readonly mail: MailForRules }
  | { readonly kind: "explain"; readonly facts: RuleFacts }
);

export type Reply =
  | { readonly kind: "answer"; readonly answers: TextAnswers | null }
  | { readonly kind: "explain"; readonly rules: readonly Explained[] | null }
  /** There is a bug; the stack is for the log. */
  | { readonly kind: "broken"; readonly stack: string };
