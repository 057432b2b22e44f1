/** Rules as forms: what is stored is the ruleset's text, into which a form is put, and out of which it is read. */
export { type ActionRow, type RowAction, rowActionNames, rowActions } from "./action-row.ts";
export {
  type ConditionRow,
  type RowFact,
  rowFacts,
  rowTests,
} from "./condition-row.ts";
export { decideRuleChanged, problemAfter, type RuleChange, type SeenRule } from "./decide.ts";
export { editable, ruleText } from "./edit.ts";
export { readyMade, readyMadeNames } from "./ready-made.ts";
export { type FormProblem, formOf, MOST_ROWS, type RuleForm, ruleOf } from "./rule-form.ts";
