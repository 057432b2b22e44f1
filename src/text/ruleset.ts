/** What is wrong with a ruleset, and what analysis finds in one, in words. */

import { type Language, sayersOf } from "./catalogue.ts";
import { rulesetTexts } from "./en/ruleset.ts";
import { rulesetFindingTexts } from "./en/ruleset-findings.ts";
import type { Values } from "./message.ts";

const sayers = sayersOf(rulesetTexts);

/**
 * A problem in a ruleset's text in words, without its place.
 * @param problem its code (`domain/ruleset/problems.ts`) and parameters
 */
export const rulesetProblemText = (
  language: Language,
  problem: { readonly code: string; readonly params: Values },
): string => sayers(language)(`ruleset.${problem.code}`, problem.params);

/** What is doubtful about a rule, in words. */
export const rulesetWarningText = (
  language: Language,
  warning: { readonly code: string; readonly name: string; readonly rule: string },
): string => sayers(language)(`ruleset.warning.${warning.code}`, { name: warning.name, rule: warning.rule });

/** Finds lines and columns of offsets in a text, from 1: the text is gone through once, each offset is a short search. */
function placesIn(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/**
 * The same where rulesets come with others.
 * @param of the ruleset that a place is in: its name, null for the one itself, its text and where that begins
 */
export function placesAmong(
  of: (offset: number) => { readonly ruleset: string | null; readonly text: string; readonly from: number },
): (offset: number) => {
  readonly ruleset: string | null;
  readonly line: number;
  readonly column: number;
  /** The line itself. */
  readonly source: string;
} {
  const known = new Map<
    number,
    { readonly at: ReturnType<typeof placesIn>; readonly lines: readonly string[] }
  >();
  return (offset) => {
    const { ruleset, text, from } = of(offset);
    const found = known.get(from) ?? { at: placesIn(text), lines: text.split("\n") };
    known.set(from, found);
    const { line, column } = found.at(offset - from);
    return { ruleset, line, column, source: found.lines[line - 1] ?? "" };
  };
}

const findingSayers = sayersOf(rulesetFindingTexts);

/**
 * What analysis found in a ruleset in words, without its place and the mail that shows it.
 * @param finding its code (`domain/ruleset/analysis/finding.ts`) and parameters
 */
export const rulesetFindingText = (
  language: Language,
  finding: { readonly code: string; readonly params: Values },
): string => findingSayers(language)(`finding.${finding.code}`, finding.params);
