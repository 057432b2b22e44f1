// What is wrong with a text, as far as that can be told in the browser.
import { parseRuleset } from "../../../domain/ruleset/index.ts";

/** What depends on what another ruleset declares: the server says it. */
const elsewhere = new Set(["unknown", "state-unknown", "never-moves"]);

/** @param known the page's: whether the text is that of the default ruleset */
export const problemsIn = (text, { isDefault }) =>
  parseRuleset(text).problems.filter(({ code }) => isDefault || !elsewhere.has(code));
