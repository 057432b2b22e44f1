/**
 * The language of rules: reads a ruleset, prints it, and runs it on the facts of a mail. Pure: what a run decides is data.
 * The meaning is in SPEC.md.
 */
export {
  asksHeaders,
  type BecomesChange,
  becomesFields,
  becomesOf,
  changesBetween,
} from "./becomes.ts";
export {
  bundled,
  DEFAULT,
  gathered,
  includedIn,
  type NamedText,
  newRulesetText,
  placeInBundle,
  unbundled,
} from "./bundle.ts";
export {
  anySite,
  checkRuleset,
  droppedTargets,
  lackingIn,
  type Site,
  siteWith,
  type Warning,
  warningCodes,
  warningKey,
} from "./check.ts";
export { type Compiled, compiledRuleset, isCostly } from "./compiled.ts";
export { composeRuleset } from "./compose.ts";
export { defaultRuleset } from "./default.ts";
export type { Run } from "./evaluate.ts";
export { type Explained, explainRun } from "./explain.ts";
export { type MailForRules, noMail, type RuleFacts } from "./facts.ts";
export { type Declared, parseRuleset } from "./parse.ts";
export { actionText, expectedText, printRuleset, shareText, whenText } from "./print.ts";
export { hoursTexts } from "./print-time.ts";
export type { Problem } from "./problems.ts";
export { runTests } from "./run-tests.ts";
export { lifecycleIn } from "./states.ts";
export { isMailEvent, type MailEvent, mailEvents, type Ruleset } from "./tree.ts";
export {
  decideRulesetActivated,
  decideRulesetDeactivated,
  decideRulesetSaved,
  type Following,
  followingKey,
  type Staying,
} from "./versions.ts";
export type { TextAnswers } from "./world.ts";
