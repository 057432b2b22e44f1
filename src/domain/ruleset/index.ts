/**
 * The language of rules: reads a ruleset, prints it, and runs it on the facts of a mail. Pure: what a run decides is data.
 * The meaning is in SPEC.md.
 */
export { type Parsed, parseRuleset } from "./parse.ts";
export { expectedText, printRuleset } from "./print.ts";
export type { Problem } from "./problems.ts";
export { runTests } from "./run-tests.ts";
