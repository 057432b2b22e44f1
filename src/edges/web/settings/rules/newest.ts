import { compiledRuleset, DEFAULT, type Declared, defaultRuleset } from "../../../../domain/ruleset/index.ts";
import type { Read } from "../../../../record/reading/index.ts";

export interface Newest {
  readonly name: string;
  readonly version: number;
  readonly text: string;
  /** What the default ruleset declares, for another one. */
  readonly from?: Declared;
}

/** The newest version of a ruleset, whether mail follows it or not; null if there is none of that name. */
export function newestRuleset({ settings }: Read, name = DEFAULT): Newest | null {
  const [newest] = settings.rulesets(Number.MAX_SAFE_INTEGER, 1, name);
  const found = newest && settings.ruleset(newest.version);
  if (name === DEFAULT) return { name, ...(found ?? defaultRuleset) };
  const declaring = compiledRuleset(settings.rulesText(settings.activeRuleset()) ?? defaultRuleset.text);
  const from = declaring?.ruleset ?? { lifecycle: null, calendars: [], targets: [] };
  return found ? { name, version: found.version, text: found.text, from } : null;
}
