/** What analysis finds in a ruleset: codes and parameters, put in words by `src/text/`. */
import type { RuleFacts } from "../facts.ts";
import type { Span } from "../tokens.ts";

export const findingCodes = [
  "impossible",
  "shadowed",
  "conflict",
  "more-conflicts",
  "unhandled",
  "undecided",
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  /** Errors have to be mended, warnings to be looked at; notes say what is so. */
  readonly severity: "error" | "warning" | "note";
  readonly params: Readonly<Record<string, string | number>>;
  /** Where in the text; null if it is about the ruleset as a whole. */
  readonly at: Span | null;
  /** The names of the rules that it is about, the one at `at` first. */
  readonly rules: readonly string[];
  /** A mail that shows it; the evaluator was asked. */
  readonly witness: RuleFacts | null;
}
