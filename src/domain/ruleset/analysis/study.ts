/** All that is to be said of a ruleset's text before mail follows it, as it is found. */

import { DEFAULT, unbundled } from "../bundle.ts";
import { namesIn, type Warning } from "../check.ts";
import { composeRuleset } from "../compose.ts";
import type { Problem } from "../problems.ts";
import { runTests, type TestResult } from "../run-tests.ts";
import { isMailEvent, type Ruleset, type TicketEventWait } from "../tree.ts";
import { checkRuleset, type Progress } from "./check.ts";
import type { Finding } from "./finding.ts";

export interface Study {
  readonly problems: readonly Problem[];
  /** As its first line says it; "" if there are problems. */
  readonly name: string;
  /** The mailboxes whose mail follows it alone. */
  readonly mailboxes: readonly string[];
  /** Null if it declares none, or has problems. */
  readonly lifecycle: Ruleset["lifecycle"];
  /** The same. */
  readonly calendars: Ruleset["calendars"];
  readonly targets: Ruleset["targets"];
  /** What its rules wait for besides mail. */
  readonly events: readonly TicketEventWait[];
  /** The groups and people that its rules name, each with a rule; none if there are problems. */
  readonly named: readonly Warning[];
  /** None if there are problems. */
  readonly tests: readonly TestResult[];
  /** The same. */
  readonly findings: readonly Finding[];
}

export interface StudyOptions {
  /** Is told what is known without analysis: problems, names and tests; its one finding says that there was no analysis. */
  first(study: Study): void;
  readonly progress: Progress;
}

/** Reads a ruleset, from its text or its bundle, runs its tests, and analyses it. */
export function studyRuleset(text: string, { first, progress }: StudyOptions): Study {
  const { ruleset, problems } = composeRuleset(text);
  if (problems.length > 0) return { problems, ...nothing };
  const { name, mailboxes, lifecycle, calendars, targets } = ruleset;
  const study = {
    ...{ problems, name, mailboxes: mailboxes.map(({ address }) => address) },
    ...{ lifecycle, calendars, targets, named: namesIn(ruleset), tests: runTests(ruleset) },
    events: ruleset.rules.flatMap(({ event }) => (isMailEvent(event) ? [] : [event])),
    findings: [],
  };
  if (ruleset.rules.length === 0 && ruleset.targets.length === 0) return study;
  first({ ...study, findings: [notAnalysed] });
  // Of targets that the default ruleset declares for all, the others would say that they set none.
  const isDefault = unbundled(text).others.every((one) => one.name !== DEFAULT);
  const analysed = isDefault ? ruleset : { ...ruleset, targets: [] };
  return { ...study, findings: checkRuleset(analysed, undefined, progress) };
}

const nothing = {
  name: "",
  mailboxes: [],
  lifecycle: null,
  calendars: [],
  targets: [],
  events: [],
  named: [],
  tests: [],
  findings: [],
} as const;

/** The analysis was ended before it was done. */
const notAnalysed: Finding = {
  ...{ code: "undecided", severity: "warning", at: null, rules: [], witness: null },
  params: { question: "all" },
};
