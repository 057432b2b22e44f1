/** What is wrong with a ruleset, in words. */

import { type Language, sayersOf } from "./catalogue.ts";
import { rulesetTexts } from "./en/ruleset.ts";
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
