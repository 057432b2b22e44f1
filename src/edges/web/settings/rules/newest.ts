import { defaultRuleset } from "../../../../domain/ruleset/index.ts";
import type { Read } from "../../../../record/reading/index.ts";

/** The newest version of the ruleset, whether mail follows it or not. */
export function newestRuleset({ settings }: Read): { readonly version: number; readonly text: string } {
  const [newest] = settings.rulesets(Number.MAX_SAFE_INTEGER, 1);
  return (newest && settings.ruleset(newest.version)) ?? defaultRuleset;
}
