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

const findingSayers = sayersOf({ en: rulesetFindingTexts });

/**
 * What analysis found in a ruleset in words, without its place and the mail that shows it.
 * @param finding its code (`domain/ruleset/analysis/finding.ts`) and parameters
 */
export const rulesetFindingText = (
  language: Language,
  finding: { readonly code: string; readonly params: Values },
): string => findingSayers(language)(`finding.${finding.code}`, finding.params);
