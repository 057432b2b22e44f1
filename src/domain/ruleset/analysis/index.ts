/** Analysis of rulesets: what they mean for every mail, decided exactly, with mails that show it. */
export { checkRuleset } from "./check.ts";
export { compareRules } from "./compare.ts";
export { changedDeclarations, type DeclarationChange } from "./declarations.ts";
export { diffRulesets, type MailClass } from "./diff.ts";
export { type Finding, findingCodes, findingKey } from "./finding.ts";
export { witnessLines } from "./given.ts";
export type { Change, Label } from "./outcome.ts";
export { type Study, studyRuleset } from "./study.ts";
