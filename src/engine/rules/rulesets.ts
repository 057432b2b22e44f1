import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import type { Finding, Study } from "../../domain/ruleset/analysis/index.ts";
import { decideRuleChanged, type RuleChange } from "../../domain/ruleset/form/index.ts";
import {
  decideRulesetActivated,
  decideRulesetSaved,
  defaultRuleset,
  droppedTargets,
  type Explained,
  lackingIn,
  type RuleFacts,
  type Site,
  siteWith,
  type Warning,
} from "../../domain/ruleset/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import { changeAndGive, changeSettings } from "../settings/change.ts";
import { createStudies, type StudyJob } from "./studies.ts";
import { type RulesThread, rulesHere } from "./thread.ts";

/** What stands against activating a ruleset, and what analysis finds. */
export interface Checked extends Omit<Study, "named"> {
  readonly warnings: readonly Warning[];
}

/** A check under way: it analyses rule by rule. */
export interface Checking {
  readonly id: string;
  readonly text: string;
  readonly done: number;
  /** 0 before it begins. */
  readonly of: number;
  /** Null until it ends. */
  readonly checked: Checked | null;
}

/** A mail that shows a finding, run through the rules. */
export interface WitnessRun {
  readonly finding: Finding;
  readonly witness: RuleFacts;
  /** Null if that took too long. */
  readonly rules: readonly Explained[] | null;
}

export interface Rulesets {
  /**
   * Checks a text for this site: errors, warnings, its tests, and what analysis finds, in a thread of its own.
   * @returns permission.denied for those who may not read settings; ruleset.not-checked if the machine cannot do it now
   */
  check(caller: Caller, text: string): Promise<Result<Checked, Fault>>;
  /** Begins that, or finds it under way or done: the same text is checked once. */
  checking(caller: Caller, text: string): Result<Checking, Fault>;
  /**
   * The same for a text that is being written.
   * @param former the check of the text before it, which is ended if nobody else has asked for it; null for none
   */
  checkingDraft(caller: Caller, text: string, former: string | null): Result<Checking, Fault>;
  /** Finds a check by its id; ruleset.no-check if it is not known any more. */
  checkOf(caller: Caller, id: string): Result<Checking, Fault>;
  /** Ends the analysis of a check: what it was about counts as undecided. */
  cancelCheck(caller: Caller, id: string): Result<void, Fault>;
  /**
   * Runs the mail that shows a finding of a check through its rules.
   * @param finding its place among the findings; one without a mail is ruleset.no-check
   */
  runWitness(caller: Caller, id: string, finding: number): Promise<Result<WitnessRun, Fault>>;
  /**
   * Saves a text as a new version, whatever is wrong with it; mail does not follow it yet.
   * @param reason why it was changed; "" for no reason given
   * @param base the version that the text was made from: a newer one is ruleset.newer; null if that does not matter
   * @returns the version
   */
  save(caller: Caller, text: string, reason: string, base?: number | null): Promise<Result<number, Fault>>;
  /**
   * Changes one rule of the newest version, and saves that as a new version.
   * @returns the version; or as `decideRuleChanged` refuses
   */
  changeRule(caller: Caller, change: RuleChange, reason: string): Promise<Result<number, Fault>>;
  /**
   * From now on, mail follows a version, also an earlier one. Refused with ruleset.errors or ruleset.tests if it has errors or
   * a test of it fails, and with ruleset.warnings if there are some that were not acknowledged.
   * @param acknowledged `warningKey`s and `findingKey`s that the person has seen and accepts
   */
  activate(
    caller: Caller,
    version: number,
    reason: string,
    acknowledged: readonly string[],
  ): Promise<Result<void, Fault>>;
}

export function createRulesets(
  record: Pick<RecordStore, "commit" | "view">,
  thread: RulesThread = rulesHere,
): Rulesets {
  const studies = createStudies(thread);
  const checkingOf = ({ id, text, done, of, study }: StudyJob): Result<Checking, Fault> => {
    if (study === null) return refuse(fault("ruleset.not-checked"));
    return ok({ id, text, done, of, checked: study ? checkedOf(study) : null });
  };
  const checkedOf = ({ named, ...study }: Study): Checked => ({
    ...study,
    warnings: warningsOf(named, study, siteOf(record.view)),
  });
  const find = (caller: Caller, id: string): Result<StudyJob, Fault> => {
    const denied = forbidden(caller, "settings.read");
    if (denied) return denied;
    const job = studies.job(id);
    return job ? ok(job) : refuse(fault("ruleset.no-check"));
  };
  return {
    async check(caller, text) {
      const denied = forbidden(caller, "settings.read");
      if (denied) return denied;
      const study = await studies.ended(text);
      return study ? ok(checkedOf(study)) : refuse(fault("ruleset.not-checked"));
    },

    checking(caller, text) {
      const denied = forbidden(caller, "settings.read");
      return denied ?? checkingOf(studies.begin(text));
    },

    checkingDraft(caller, text, former) {
      const denied = forbidden(caller, "settings.read");
      if (denied) return denied;
      const job = studies.draft(text);
      if (former !== null && former !== job.id) studies.withdraw(former);
      return checkingOf(job);
    },

    checkOf(caller, id) {
      const job = find(caller, id);
      return job.ok ? checkingOf(job.value) : job;
    },

    cancelCheck(caller, id) {
      const job = find(caller, id);
      if (!job.ok) return job;
      studies.cancel(id);
      return ok(undefined);
    },

    async runWitness(caller, id, n) {
      const job = find(caller, id);
      if (!job.ok) return job;
      const { study, text } = job.value;
      const finding = study?.findings[n];
      if (!finding?.witness) return refuse(fault("ruleset.no-check"));
      const { witness } = finding;
      return ok({ finding, witness, rules: await thread.explain(text, witness) });
    },

    save: (caller, given, reason, base = null) =>
      changeAndGive(record, caller, (view) => {
        const text = given.replace(/\r\n?/g, "\n");
        const saved = decideRulesetSaved({ text, reason, base }, newestOf(view).version);
        return saved.ok ? ok({ events: [saved.value], value: saved.value.version }) : saved;
      }),

    changeRule: (caller, change, reason) =>
      changeAndGive(record, caller, (view) => {
        const saved = decideRuleChanged(change, reason, newestOf(view));
        return saved.ok ? ok({ events: [saved.value], value: saved.value.version }) : saved;
      }),

    async activate(caller, version, reason, acknowledged) {
      // A version's text never changes, and studying it takes a while: that is not done within the commit.
      const found = version === defaultRuleset.version ? defaultRuleset : record.view.ruleset(version);
      const may = forbidden(caller, "settings.write") === null;
      const study = found && may ? await studies.ended(found.text) : undefined;
      if (study === null) return refuse(fault("ruleset.not-checked"));
      return changeSettings(record, caller, (view) => {
        const activated = decideRulesetActivated({ version, reason, acknowledged }, study ?? null, {
          site: siteOf(view),
          lifecycle: view.lifecycle(),
        });
        return activated.ok ? ok([activated.value]) : activated;
      });
    },
  };
}

function newestOf(view: View): { readonly version: number; readonly text: string } {
  const [newest] = view.rulesets(Number.MAX_SAFE_INTEGER, 1);
  return (newest && view.ruleset(newest.version)) ?? defaultRuleset;
}

/** Without problems, what is doubtful about the site. */
const warningsOf = (
  named: Study["named"],
  { problems, targets }: Pick<Study, "problems" | "targets">,
  site: Site,
): readonly Warning[] => [
  ...lackingIn(named, site),
  ...(problems.length > 0 ? [] : droppedTargets(targets, site)),
];

const siteOf = (view: View): Site =>
  siteWith({
    isGroup: (name) => view.group(name) !== null,
    addresses: addressesOf(view.mailboxes()),
    isTemplate: (name) => view.template(name) !== null,
    isWebhook: (name) => view.webhook(name) !== null,
    user: (name) => view.user(name),
    usedTargets: () => view.usedTargets(),
  });
