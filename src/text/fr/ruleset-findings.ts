import type { rulesetFindingTexts as English } from "../en/ruleset-findings.ts";
import type { Translation } from "../messages.ts";

export const rulesetFindingTexts = (): Translation<typeof English> => ({
  "finding.impossible":
    ".input {$n :integer} .match $n 0 {{the rule {$rule} can never fire}} one {{the rule {$rule} can never fire: nothing meets its condition {$conditions}}} * {{the rule {$rule} can never fire: its conditions {$conditions} exclude one another}}",
  "finding.shadowed":
    ".input {$n :integer} .match $n one {{the rule {$rule} can never fire, because this rule comes first: {$before}}} * {{the rule {$rule} can never fire, because these rules come first: {$before}}}",
  "finding.conflict":
    '.input {$field :string} .match $field tag {{the rules {$other} and {$rule} fire together; one adds the tag {$tag}, and the other removes it}} reply {{the rules {$other} and {$rule} fire together; of their replies, with the template "{$before}" and with "{$after}", only the last is sent}} place {{the rules {$other} and {$rule} fire together; one holds it, and the other files it}} * {{the rules {$other} and {$rule} fire together; both set the {$field}, to "{$before}" and then to "{$after}"}}',
  "finding.more-conflicts":
    ".input {$listed :integer} .match $listed 0 {{not all pairs of rules were looked at; some of them may set one field differently at once}} * {{these are the first {$listed} conflicts; there may be more, which were not looked for}}",
  "finding.reply-automatic":
    "the rule {$rule} also replies to automatic mail; nothing is sent then, since no program, none of our own addresses, and nobody whose address may be forged gets an automatic reply",
  "finding.unhandled": "there is new mail for which no rule fires",
  "finding.no-ticket": "no rule gives a ticket the target {$target}",
  "finding.lost":
    ".input {$because :string} .match $because hold {{the rule {$rule} holds mail, so that there is no ticket yet; not done: {$actions}}} file {{the rule {$rule} files mail without a ticket; not done: {$actions}}} * {{the rule {$rule} says that no auto-reply is sent, which means no reply either; not done: {$actions}}}",
  "finding.endless":
    ".input {$n :integer} .match $n one {{the rule {$rules} sets itself off without end; it is stopped after ten runs in a row}} * {{the rules {$rules} set off one another without end; they are stopped after ten runs in a row}}",
  "finding.circle":
    ".input {$n :integer} .match $n one {{the rule {$rules} can set itself off; in all cases that were tried, this ends}} * {{the rules {$rules} can set off one another; in all cases that were tried, this ends}}",
  "finding.undecided":
    ".input {$question :string} .match $question chains {{it could not be decided whether rules set off one another without end}} fires {{it could not be decided whether the rule {$rule} can ever fire}} reply {{it could not be decided whether the rule {$rule} replies to automatic mail}} conflict {{it could not be decided whether the rules {$other} and {$rule} fire together}} target {{it could not be decided whether a ticket gets the target {$target}}} all {{the analysis ended before it was done: what these rules do is not decided}} * {{it could not be decided whether there is new mail for which no rule fires}}",
});
