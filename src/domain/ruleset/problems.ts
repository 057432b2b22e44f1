/** What is wrong with a ruleset: a code, found in `src/text/`, with its parameters and its place. */

export const problemCodes = [
  "character",
  "escape",
  "unclosed",
  "too-long",
  "too-many",
  "expected",
  "left-over",
  "comma",
  "no-ruleset",
  "unknown-close",
  "name-twice",
  "no-when",
  "no-then",
  "no-given",
  "no-expect",
  "empty",
  "expression",
  "nested",
  "after-stop",
  "only-new",
  "no-fact",
  "only-mail",
  "test-mail",
  "test-when",
  "test-rule",
  "later",
  "tag",
  "address",
  "name",
  "duration",
  "lifecycle-twice",
  "no-states",
  "state-name",
  "state-twice",
  "state-unknown",
  "state-itself",
  "way-twice",
  "no-state",
  "clause-twice",
  "no-way",
  "initial",
  "no-final",
  "unreachable",
  "stuck",
  "endless",
  "circle",
  "time",
  "date",
  "hours",
  "zone",
  "no-zone",
  "no-hours",
  "no-limit",
  "said-twice",
  "unknown",
  "never-moves",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface Problem {
  readonly code: ProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** Offsets in the ruleset's text, in UTF-16 units, the end exclusive. */
  readonly from: number;
  readonly to: number;
}
