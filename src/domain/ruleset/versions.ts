/** Versions of rulesets: which may be saved, and which may be activated. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { defaultLifecycle, type Lifecycle } from "../lifecycle/index.ts";
import type { Target } from "../target/index.ts";
import type { TicketWait } from "../ticket/index.ts";
import { findingKey } from "./analysis/finding.ts";
import type { Study } from "./analysis/study.ts";
import { DEFAULT } from "./bundle.ts";
import { droppedTargets, lackingIn, type Site, type Warning, warningKey } from "./check.ts";
import { lifecycleAfter } from "./lifecycle-after.ts";
import { MOST_TIMES } from "./parse.ts";
import { waitOf } from "./read-event.ts";
import type { TicketEventWait } from "./tree.ts";

/** Characters. */
const LONGEST_TEXT = 1_000_000;
const LONGEST_REASON = 1_000;
const LONGEST_NAME = 100;
/** Active rulesets. */
const MOST_ACTIVE = 200;

/** A new version, as the event that saves it. */
export interface RulesetSaved {
  readonly type: "RulesetSaved";
  readonly name: string;
  readonly version: number;
  readonly text: string;
  readonly reason: string;
}

interface NewText {
  /** Of the ruleset; the default one if it is absent. */
  readonly name?: string;
  readonly text: string;
  readonly reason: string;
  /** The version that the text was made from; absent or null if that does not matter. */
  readonly base?: number | null;
}

/**
 * Saves a text as a new version, whatever is wrong with it.
 * @param newest the newest version of all rulesets, and of this one; 0 if there is none
 * @returns or ruleset.name, ruleset.too-long, ruleset.reason, ruleset.newer
 */
export function decideRulesetSaved(
  { name = DEFAULT, text, reason, base = null }: NewText,
  newest: { readonly ofAll: number; readonly ofThis: number },
): Result<RulesetSaved, Fault> {
  if (!isRulesetName(name))
    return refuse(fault("ruleset.name", { field: "name", params: { most: LONGEST_NAME } }));
  if (base !== null && base !== newest.ofThis)
    return refuse(fault("ruleset.newer", { params: { version: newest.ofThis } }));
  if (text.length > LONGEST_TEXT)
    return refuse(fault("ruleset.too-long", { field: "text", params: { most: LONGEST_TEXT } }));
  if (reason.length > LONGEST_REASON) return longReason();
  return ok({ type: "RulesetSaved", name, version: newest.ofAll + 1, text, reason: reason.trim() });
}

/** Whether a ruleset can have that name: one line that is not blank, nor begins or ends with a blank. */
export const isRulesetName = (name: string): boolean =>
  name !== "" && name.length <= LONGEST_NAME && name === name.trim() && !/[\p{Cc}"“”„\\]/u.test(name);

/** The event by which mail follows a version. */
export interface RulesetActivated extends InEffect {
  readonly type: "RulesetActivated";
  readonly name: string;
  readonly version: number;
  readonly reason: string;
  readonly acknowledged: readonly string[];
  readonly mailboxes?: readonly string[];
  readonly includes?: readonly number[];
  readonly with?: string;
}

/** What is in effect from an event on, for tickets of all mailboxes. */
interface InEffect {
  readonly lifecycle?: Lifecycle;
  readonly targets?: readonly Target[];
  /** What rules wait for besides mail; absent for nothing. */
  readonly waits?: readonly TicketWait[];
}

/** A version that is activated, with those whose rules and declarations it has. */
export interface Activating {
  readonly name: string;
  readonly version: number;
  readonly includes: readonly number[];
  /** What is to be said of its text; null if there is no such version. */
  readonly study: Study | null;
}

/** An active ruleset that is activated again, since it includes the one that is activated. */
export interface Following extends Activating {
  readonly study: Study;
  /** The warnings that were accepted when it was activated. */
  readonly acknowledged: readonly string[];
}

/** An active ruleset that stays as it is. */
export interface Staying {
  readonly name: string;
  readonly mailboxes: readonly string[];
  /** What its rules wait for besides mail. */
  readonly events: readonly TicketEventWait[];
}

export interface ActivationFacts {
  readonly site: Site;
  /** The one in effect. */
  readonly lifecycle: Lifecycle;
  readonly following: readonly Following[];
  readonly staying: readonly Staying[];
}

/**
 * Activates a version, also an earlier one, and with it the active rulesets that include its ruleset.
 * @param wanted.acknowledged `warningKey`s and `findingKey`s that the person has seen and accepts; of rulesets that include it,
 *   with their name before it (`followingKey`)
 * @returns or ruleset.reason, ruleset.unknown, ruleset.errors, ruleset.tests, ruleset.warnings, ruleset.other-name,
 *   ruleset.default-mailbox, ruleset.mailbox-taken, ruleset.many, ruleset.times; ruleset.with-errors, ruleset.with-tests, ruleset.with-warnings of those
 *   that include it
 */
export function decideRulesetActivated(
  wanted: { readonly reason: string; readonly acknowledged: readonly string[] },
  activating: Activating,
  facts: ActivationFacts,
): Result<readonly RulesetActivated[], Fault> {
  const { name, version, study } = activating;
  if (wanted.reason.length > LONGEST_REASON) return longReason();
  if (!study) return refuse(fault("ruleset.unknown", { params: { version } }));
  const found = standingAgainst(study, facts.site);
  if (found.errors > 0) return refuse(fault("ruleset.errors", { params: { n: found.errors } }));
  const [test] = found.failing;
  if (test) return refuse(fault("ruleset.tests", { params: { n: found.failing.length, test: test.name } }));
  const misplaced = refusedPlace(activating.name, study, facts);
  if (misplaced) return misplaced;
  const accepted = new Set(wanted.acknowledged);
  const open = found.keys.filter((key) => !accepted.has(key));
  if (open.length > 0) return refuse(fault("ruleset.warnings", { params: { n: open.length } }));
  const againKeys: string[][] = [];
  for (const one of facts.following) {
    const refused = refusedFollowing(one, facts.site, accepted);
    if (!refused.ok) return refused;
    againKeys.push(refused.value);
  }
  const crowd = refusedCrowd(activating, facts);
  if (crowd) return crowd;
  const lifecycle = name === DEFAULT ? lifecycleAfter(study, facts.lifecycle) : recorded(facts.lifecycle);
  const events = [study, ...facts.following.map((one) => one.study), ...facts.staying].flatMap(
    (one) => one.events,
  );
  const shared = inEffect(lifecycle, study, events);
  const activated = (one: Activating, of: Study, acknowledged: readonly string[]): RulesetActivated => ({
    ...{ type: "RulesetActivated", name: one.name, version: one.version },
    ...{ reason: one === activating ? wanted.reason.trim() : "", acknowledged },
    ...(of.mailboxes.length > 0 ? { mailboxes: of.mailboxes } : {}),
    ...(one.includes.length > 0 ? { includes: one.includes } : {}),
    ...(one === activating ? {} : { with: name }),
    ...shared,
  });
  return ok([
    activated(activating, study, found.keys),
    ...facts.following.map((one, n) => activated(one, one.study, againKeys[n] ?? [])),
  ]);
}

/** What stands against a ruleset: errors and tests refuse it, warnings have to be accepted. */
function standingAgainst(
  { problems, named, tests, findings, targets }: Study,
  site: Site,
): {
  readonly errors: number;
  readonly failing: Study["tests"];
  readonly warnings: readonly Warning[];
  /** Of all warnings, each once. */
  readonly keys: string[];
} {
  const errors = problems.length + findings.filter(({ severity }) => severity === "error").length;
  const failing = tests.filter(({ failures }) => failures.length > 0);
  const doubts = findings.filter(({ severity }) => severity === "warning");
  const warnings = [...lackingIn(named, site), ...(problems.length > 0 ? [] : droppedTargets(targets, site))];
  return {
    ...{ errors, failing, warnings },
    keys: [...new Set([...warnings.map(warningKey), ...doubts.map(findingKey)])],
  };
}

/** What a person accepts of a warning about a ruleset that includes the one that is activated. */
export const followingKey = (ruleset: string, key: string): string => `${ruleset}: ${key}`;

function refusedFollowing(
  { name, study, acknowledged }: Following,
  site: Site,
  accepted: ReadonlySet<string>,
): Result<string[], Fault> {
  const { errors, failing, keys } = standingAgainst(study, site);
  if (errors > 0) return refuse(fault("ruleset.with-errors", { params: { name, n: errors } }));
  const [test] = failing;
  if (test) return refuse(fault("ruleset.with-tests", { params: { name, test: test.name } }));
  const open = keys.filter((key) => !acknowledged.includes(key) && !accepted.has(followingKey(name, key)));
  if (open.length > 0) return refuse(fault("ruleset.with-warnings", { params: { name, n: open.length } }));
  return ok(keys);
}

/** Whether a text is where it cannot be: under another name, or for a mailbox that has a ruleset. */
function refusedPlace(name: string, study: Study, { staying, following }: ActivationFacts) {
  if (name === DEFAULT)
    return study.mailboxes.length > 0 ? refuse(fault("ruleset.default-mailbox", { field: "text" })) : null;
  if (study.name !== name)
    return refuse(fault("ruleset.other-name", { field: "text", params: { name, found: study.name } }));
  const others = [
    ...staying,
    ...following.map((one) => ({ name: one.name, mailboxes: one.study.mailboxes })),
  ];
  for (const mailbox of study.mailboxes) {
    const other = others.find(({ mailboxes }) => mailboxes.includes(mailbox));
    if (other) return refuse(fault("ruleset.mailbox-taken", { params: { mailbox, name: other.name } }));
  }
  return null;
}

/** Whether too many would be active: each mail looks for its own, and each ticket's times are counted. */
function refusedCrowd({ name, study }: Activating, { following, staying }: ActivationFacts) {
  const active = new Set([name, ...[...following, ...staying].map((one) => one.name)]);
  if (active.size > MOST_ACTIVE) return refuse(fault("ruleset.many", { params: { most: MOST_ACTIVE } }));
  const all = [study, ...following.map((one) => one.study), ...staying].flatMap((one) => one?.events ?? []);
  const times = new Set(
    all.filter(({ on }) => on === "clock" || on === "stay").map((one) => JSON.stringify(one)),
  );
  return times.size > MOST_TIMES ? refuse(fault("ruleset.times", { params: { most: MOST_TIMES } })) : null;
}

const recorded = (lifecycle: Lifecycle): Lifecycle | null =>
  JSON.stringify(lifecycle) === JSON.stringify(defaultLifecycle) ? null : lifecycle;

function inEffect(
  lifecycle: Lifecycle | null,
  { targets: promised, calendars }: Pick<Study, "targets" | "calendars">,
  events: readonly TicketEventWait[],
): InEffect {
  const targets = promised.map(({ from: _, to: __, ...target }): Target => target);
  const all = events.map((event) => withHours(waitOf(event, lifecycle ?? defaultLifecycle), calendars));
  const waits = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return {
    ...(lifecycle ? { lifecycle } : {}),
    ...(targets.length > 0 ? { targets } : {}),
    ...(waits.length > 0 ? { waits } : {}),
  };
}

/** The event by which no mail follows a ruleset any more. */
export interface RulesetDeactivated extends InEffect {
  readonly type: "RulesetDeactivated";
  readonly name: string;
  readonly reason: string;
}

/**
 * Deactivates a ruleset: its mailboxes follow the default one.
 * @param active whether it is
 * @param includedBy the active rulesets that include it
 * @param staying the other active rulesets, and what the default one declares
 * @returns or ruleset.reason, ruleset.default-stays, ruleset.not-active, ruleset.included
 */
export function decideRulesetDeactivated(
  { name, reason }: { readonly name: string; readonly reason: string },
  {
    active,
    includedBy,
    lifecycle,
    staying,
    declared,
  }: Pick<ActivationFacts, "lifecycle" | "staying"> & {
    readonly active: boolean;
    readonly includedBy: readonly string[];
    readonly declared: Pick<Study, "targets" | "calendars">;
  },
): Result<RulesetDeactivated, Fault> {
  if (reason.length > LONGEST_REASON) return longReason();
  if (name === DEFAULT) return refuse(fault("ruleset.default-stays"));
  if (!active) return refuse(fault("ruleset.not-active", { params: { name } }));
  const [other] = includedBy;
  if (other !== undefined) return refuse(fault("ruleset.included", { params: { name, other } }));
  const events = staying.flatMap((one) => one.events);
  const shared = inEffect(recorded(lifecycle), declared, events);
  return ok({ type: "RulesetDeactivated", name, reason: reason.trim(), ...shared });
}

const longReason = () =>
  refuse(fault("ruleset.reason", { field: "reason", params: { most: LONGEST_REASON } }));

/** A wait with the calendar that it names. */
function withHours(wait: TicketWait, calendars: Study["calendars"]): TicketWait {
  const found = wait.on === "stay" ? calendars.find(({ name }) => name === wait.calendar) : undefined;
  if (wait.on !== "stay" || !found) return wait;
  const { name, zone, hours, holidays } = found;
  return { ...wait, hours: { name, zone, hours, holidays } };
}
