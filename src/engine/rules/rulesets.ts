import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import type { Finding, Study } from "../../domain/ruleset/analysis/index.ts";
import { decideRuleChanged, type RuleChange } from "../../domain/ruleset/form/index.ts";
import {
  compiledRuleset,
  DEFAULT,
  type Declared,
  decideRulesetActivated,
  decideRulesetDeactivated,
  decideRulesetSaved,
  defaultRuleset,
  droppedTargets,
  type Explained,
  type Following,
  isMailEvent,
  lackingIn,
  type NamedText,
  type RuleFacts,
  type Site,
  type Staying,
  siteWith,
  unbundled,
  type Warning,
} from "../../domain/ruleset/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { ActiveRuleset, View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import { changeAndGive, changeSettings } from "../settings/change.ts";
import { affectedBy, composedWith } from "./composing.ts";
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
  /** The same with the rulesets that it includes: places of findings are in it. */
  readonly bundle: string;
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
   * Checks a text for this site, with the rulesets that it includes: errors, warnings, its tests, and what analysis finds, in
   * a thread of its own.
   * @param name of its ruleset; absent for the default one
   * @returns permission.denied for those who may not read settings; ruleset.not-checked if the machine cannot do it now
   */
  check(caller: Caller, text: string, name?: string): Promise<Result<Checked, Fault>>;
  /** Begins that, or finds it under way or done: the same text is checked once. */
  checking(caller: Caller, text: string, name?: string): Result<Checking, Fault>;
  /**
   * The same for a text that is being written.
   * @param former the check of the text before it, which is ended if nobody else has asked for it; null for none
   */
  checkingDraft(caller: Caller, text: string, former: string | null, name?: string): Result<Checking, Fault>;
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
   * @param name of its ruleset, also of a new one; absent for the default one
   * @returns the version
   */
  save(
    caller: Caller,
    text: string,
    reason: string,
    base?: number | null,
    name?: string,
  ): Promise<Result<number, Fault>>;
  /**
   * Changes one rule of the newest version, and saves that as a new version.
   * @returns the version; or as `decideRuleChanged` refuses
   */
  changeRule(
    caller: Caller,
    change: RuleChange,
    reason: string,
    name?: string,
  ): Promise<Result<number, Fault>>;
  /**
   * From now on, mail follows a version, also an earlier one, and the active rulesets that include it do so with it. Refused as
   * `decideRulesetActivated` says.
   * @param acknowledged `warningKey`s and `findingKey`s that the person has seen and accepts
   */
  activate(
    caller: Caller,
    version: number,
    reason: string,
    acknowledged: readonly string[],
  ): Promise<Result<void, Fault>>;
  /** Ends that mail follows a ruleset: its mailboxes follow the default one. Refused as `decideRulesetDeactivated` says. */
  deactivate(caller: Caller, name: string, reason: string): Promise<Result<void, Fault>>;
  /** The checks of the active rulesets that would be activated again with a version; ruleset.unknown if there is no such one. */
  checkingWith(caller: Caller, version: number): Result<readonly CheckingWith[], Fault>;
}

/** The check of an active ruleset that includes one which is about to be activated. */
export interface CheckingWith {
  readonly name: string;
  readonly version: number;
  readonly checking: Checking;
  /** Keys of warnings that were accepted when it was activated. */
  readonly acknowledged: readonly string[];
}

export function createRulesets(
  record: Pick<RecordStore, "commit" | "view">,
  thread: RulesThread = rulesHere,
): Rulesets {
  const studies = createStudies(thread);
  const checkingOf = ({ id, text: bundle, done, of, study }: StudyJob): Result<Checking, Fault> => {
    if (study === null) return refuse(fault("ruleset.not-checked"));
    const { text } = unbundled(bundle);
    return ok({ id, text, bundle, done, of, checked: study ? checkedOf(study) : null });
  };
  const bundleOf = (text: string, name = DEFAULT): string => composedWith(record.view, { name, text }).text;
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
    async check(caller, text, name) {
      const denied = forbidden(caller, "settings.read");
      if (denied) return denied;
      const study = await studies.ended(bundleOf(text, name));
      return study ? ok(checkedOf(study)) : refuse(fault("ruleset.not-checked"));
    },

    checking(caller, text, name) {
      const denied = forbidden(caller, "settings.read");
      return denied ?? checkingOf(studies.begin(bundleOf(text, name)));
    },

    checkingDraft(caller, text, former, name) {
      const denied = forbidden(caller, "settings.read");
      if (denied) return denied;
      const job = studies.draft(bundleOf(text, name));
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

    save: (caller, given, reason, base = null, name = DEFAULT) =>
      changeAndGive(record, caller, (view) => {
        const text = given.replace(/\r\n?/g, "\n");
        const saved = decideRulesetSaved({ name, text, reason, base }, newestIn(view, name));
        return saved.ok ? ok({ events: [saved.value], value: saved.value.version }) : saved;
      }),

    changeRule: (caller, change, reason, name = DEFAULT) =>
      changeAndGive(record, caller, (view) => {
        const saved = decideRuleChanged(change, reason, {
          ...newestOf(view, name),
          ofAll: view.newestRuleset(),
          ...(name === DEFAULT ? {} : { from: declaredIn(view) }),
        });
        return saved.ok ? ok({ events: [saved.value], value: saved.value.version }) : saved;
      }),

    async activate(caller, version, reason, acknowledged) {
      for (let turn = 0; turn < TURNS; turn += 1) {
        const activated = await activate(caller, version, { reason, acknowledged });
        if (activated.ok || activated.error.reason !== "ruleset.changing") return activated;
      }
      return refuse(fault("ruleset.changing"));
    },

    deactivate: (caller, name, reason) =>
      changeSettings(record, caller, (view) => {
        const active = view.activeRulesets();
        const facts = {
          active: active.some((one) => one.name === name),
          includedBy: active.filter((one) => includes(view, one, name)).map((one) => one.name),
          lifecycle: view.lifecycle(),
          staying: stayingIn(view, [name]),
          declared: declaredIn(view),
        };
        const done = decideRulesetDeactivated({ name, reason }, facts);
        return done.ok ? ok([done.value]) : done;
      }),

    checkingWith(caller, version) {
      const denied = forbidden(caller, "settings.read");
      if (denied) return denied;
      const draft = draftOf(record.view, version);
      if (!draft) return refuse(fault("ruleset.unknown", { params: { version } }));
      const all: CheckingWith[] = [];
      for (const { active, text } of affectedBy(record.view, draft)) {
        const checking = checkingOf(studies.begin(text));
        if (!checking.ok) return checking;
        const { name, version: its, acknowledged } = active;
        all.push({ name, version: its, acknowledged, checking: checking.value });
      }
      return ok(all);
    },
  };

  /** Refused with ruleset.changing if other rulesets were activated meanwhile. */
  async function activate(
    caller: Caller,
    version: number,
    wanted: { readonly reason: string; readonly acknowledged: readonly string[] },
  ): Promise<Result<void, Fault>> {
    // A version's text never changes, and studying it takes a while: that is not done within the commit.
    const { view: now } = record;
    const draft = forbidden(caller, "settings.write") === null ? draftOf(now, version) : null;
    const basis = JSON.stringify(now.activeRulesets());
    const own = draft && composedWith(now, draft);
    const study = own && (await studies.ended(own.text));
    if (own && study === null) return refuse(fault("ruleset.not-checked"));
    const following: Following[] = [];
    for (const { active, text, includes } of draft ? affectedBy(now, draft) : []) {
      const { name, version: its, acknowledged } = active;
      const studied = await studies.ended(text);
      if (studied === null) return refuse(fault("ruleset.not-checked"));
      following.push({ name, version: its, acknowledged, includes, study: studied });
    }
    return changeSettings(record, caller, (view) => {
      if (JSON.stringify(view.activeRulesets()) !== basis) return refuse(fault("ruleset.changing"));
      const name = draft?.name ?? DEFAULT;
      return decideRulesetActivated(
        wanted,
        { name, version, includes: own?.includes ?? [], study },
        {
          ...{ site: siteOf(view), lifecycle: view.lifecycle(), following },
          staying: stayingIn(view, [name, ...following.map((one) => one.name)]),
        },
      );
    });
  }
}

/** How often an activation is tried if others come between. */
const TURNS = 3;

/** A version as it would be active; null if there is none. */
function draftOf(view: View, version: number): (NamedText & { readonly version: number }) | null {
  if (version === defaultRuleset.version) return { name: DEFAULT, ...defaultRuleset };
  const found = view.ruleset(version);
  return found && { name: found.name, text: found.text, version };
}

/** The active rulesets but some. */
function stayingIn(view: View, without: readonly string[]): readonly Staying[] {
  return view
    .activeRulesets()
    .filter(({ name }) => !without.includes(name))
    .map(({ name, version, mailboxes, includes }) => {
      const text = view.rulesText(version, includes);
      const rules = (text === null ? null : compiledRuleset(text)?.ruleset.rules) ?? [];
      return { name, mailboxes, events: rules.flatMap(({ event }) => (isMailEvent(event) ? [] : [event])) };
    });
}

/** What the active default ruleset declares. */
function declaredIn(view: View): Declared {
  const active = view.activeRulesets().find(({ name }) => name === DEFAULT);
  const text = active ? view.rulesText(active.version, active.includes) : defaultRuleset.text;
  return (
    compiledRuleset(text ?? defaultRuleset.text)?.ruleset ?? { lifecycle: null, targets: [], calendars: [] }
  );
}

/** Whether an active ruleset includes another one, itself or through others. */
const includes = (view: View, { includes: versions }: ActiveRuleset, name: string): boolean =>
  versions.some((version) => view.ruleset(version)?.name === name);

/** The newest version of a ruleset; of a new one, there is none. */
function newestOf(view: View, name: string): NamedText & { readonly version: number } {
  const [newest] = view.rulesets(name, Number.MAX_SAFE_INTEGER, 1);
  const found = newest && view.ruleset(newest.version);
  if (found) return { name, text: found.text, version: found.version };
  return { name, ...(name === DEFAULT ? defaultRuleset : { text: "", version: 0 }) };
}

const newestIn = (view: View, name: string) => ({
  ofAll: view.newestRuleset(),
  ofThis: newestOf(view, name).version,
});

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
    isMailbox: (address) => view.mailbox(address) !== null,
    user: (name) => view.user(name),
    usedTargets: () => view.usedTargets(),
  });
