/** The messages between the threads of rules and those who ask them. */
import type { Study } from "../../domain/ruleset/analysis/index.ts";
import type { Explained, MailForRules, RuleFacts, TextAnswers } from "../../domain/ruleset/index.ts";

/** @property text the ruleset; absent if it is the same as in the question before */
export type Question = { readonly text?: string } & (
  | { readonly kind: "answer"; readonly mail: MailForRules }
  | { readonly kind: "explain"; readonly facts: RuleFacts }
  | { readonly kind: "study" }
);

/** What is known before the reply. */
export type News =
  | { readonly kind: "first"; readonly study: Study }
  | { readonly kind: "progress"; readonly done: number; readonly of: number };

export type Reply =
  | { readonly kind: "answer"; readonly answers: TextAnswers | null }
  | { readonly kind: "explain"; readonly rules: readonly Explained[] | null }
  | { readonly kind: "study"; readonly study: Study }
  /** There is a bug; the stack is for the log. */
  | { readonly kind: "broken"; readonly stack: string };
