/** What analysis finds in a ruleset: codes and parameters, put in words by `src/text/`. */
import type { RuleFacts } from "../facts.ts";
import type { Span } from "../tokens.ts";

export const findingCodes = [
  "impossible",
  "shadowed",
  "conflict",
  "more-conflicts",
  "reply-automatic",
  "unhandled",
  "no-ticket",
  "endless",
  "circle",
  "lost",
  "undecided",
] as const;
export type FindingCode = (typeof findingCodes)[number];

/**
 * What a person acknowledges of a warning: it stays the same as long as what it says does.
 * @returns at most 1,000 characters
 */
export function findingKey({ code, rules, params }: Finding): string {
  const { field = "", tag = "", question = "", target = "" } = params;
  const about = [...rules, field, tag, question, target];
  const key = `${code}:${about.filter((one) => one !== "").join(" | ")}`;
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, LONGEST_KEY)} (${key.length})`;
}

/** Characters, without the note that it was longer. */
const LONGEST_KEY = 900;

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
