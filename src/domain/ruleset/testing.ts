/** For tests: rulesets from text, and runs of them. */
import { createEvaluator, type Run } from "./evaluate.ts";
import type { HappeningForRules, MailForRules, RuleFacts, TicketForRules } from "./facts.ts";
import { parseRuleset } from "./parse.ts";
import type { Ruleset } from "./tree.ts";

/** Reads a text that has no errors, without its first line. */
export function ruleset(text: string): Ruleset {
  const { ruleset, problems } = parseRuleset(`ruleset "t"\n${text}`);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return ruleset;
}

export interface Described {
  readonly isReply?: boolean;
  readonly mail?: Partial<MailForRules>;
  readonly ticket?: Partial<TicketForRules>;
  readonly happening?: HappeningForRules;
  readonly chosen?: RuleFacts["chosen"];
}

/** The facts of a mail of which nothing is known but what is described. */
export const factsFor = ({
  isReply = false,
  mail,
  ticket,
  happening,
  chosen,
}: Described = {}): RuleFacts => ({
  isReply,
  mail: {
    ...{ subject: null, body: null, sender: null, senderName: null, headers: new Map() },
    ...{ recipients: [], attachmentNames: [], attachmentTypes: [], mailbox: "help@desk.example" },
    ...{ size: 1000, spamScore: null, automatic: false, authenticated: false, agent: false },
    ...mail,
  },
  ticket: {
    category: null,
    priority: "normal",
    group: null,
    assignee: null,
    tags: [],
    target: null,
    state: "new",
    ...ticket,
  },
  ...(happening ? { happening } : {}),
  ...(chosen ? { chosen } : {}),
});

export const run = (text: string, described: Described = {}): Run =>
  createEvaluator(ruleset(text)).run(factsFor(described));

/** Whether a condition holds, as the only one of a rule. @param declared lines before it */
export const holds = (condition: string, described: Described = {}, declared = ""): boolean =>
  run(`${declared}\nrule "r"\nwhen mail arrives\nand ${condition}\nthen stop`, described).trace[0]?.is ===
  "fired";
