/** What is wrong with a ruleset, and what analysis finds in one, in words. */

import { type Language, sayersOf } from "./catalogue.ts";
import { rulesetTexts } from "./en/ruleset.ts";
import { rulesetFindingTexts } from "./en/ruleset-findings.ts";
import type { Values } from "./message.ts";

const sayers = sayersOf({ en: rulesetTexts });

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

/** Line and column of an offset in a text, both from 1. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

const findingSayers = sayersOf({ en: rulesetFindingTexts });

/**
 * What analysis found in a ruleset in words, without its place and the mail that shows it.
 * @param finding its code (`domain/ruleset/analysis/finding.ts`) and parameters
 */
export const rulesetFindingText = (
  language: Language,
  finding: { readonly code: string; readonly params: Values },
): string => findingSayers(language)(`finding.${finding.code}`, finding.params);
