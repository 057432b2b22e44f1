/** Versions of the ruleset: which may be saved, and which may be activated. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { defaultLifecycle, type Lifecycle } from "../lifecycle/index.ts";
import type { Target } from "../target/index.ts";
import type { TicketWait } from "../ticket/index.ts";
import { findingKey } from "./analysis/finding.ts";
import type { Study } from "./analysis/study.ts";
import { droppedTargets, lackingIn, type Site, warningKey } from "./check.ts";
import { lifecycleAfter } from "./lifecycle-after.ts";
import { waitOf } from "./read-event.ts";

/** Characters. */
const LONGEST_TEXT = 1_000_000;
const LONGEST_REASON = 1_000;

/** A new version, as the event that saves it. */
export interface RulesetSaved {
  readonly type: "RulesetSaved";
  readonly version: number;
  readonly text: string;
  readonly reason: string;
}

interface NewText {
  readonly text: string;
  readonly reason: string;
  /** The version that the text was made from; absent or null if that does not matter. */
  readonly base?: number | null;
}

/**
 * Saves a text as a new version, whatever is wrong with it.
 * @param newest the newest version; 0 if there is none
 * @returns or ruleset.too-long, ruleset.reason, ruleset.newer
 */
export function decideRulesetSaved(
  { text, reason, base = null }: NewText,
  newest: number,
): Result<RulesetSaved, Fault> {
  if (base !== null && base !== newest)
    return refuse(fault("ruleset.newer", { params: { version: newest } }));
  if (text.length > LONGEST_TEXT)
    return refuse(fault("ruleset.too-long", { field: "text", params: { most: LONGEST_TEXT } }));
  if (reason.length > LONGEST_REASON) return longReason();
  return ok({ type: "RulesetSaved", version: newest + 1, text, reason: reason.trim() });
}

/** The event by which mail follows a version. */
export interface RulesetActivated {
  readonly type: "RulesetActivated";
  readonly version: number;
  readonly reason: string;
  readonly acknowledged: readonly string[];
  readonly lifecycle?: Lifecycle;
  readonly targets?: readonly Target[];
  /** What its rules wait for besides mail; absent for nothing. */
  readonly waits?: readonly TicketWait[];
}

/**
 * Activates a version, also an earlier one.
 * @param wanted.acknowledged `warningKey`s and `findingKey`s that the person has seen and accepts
 * @param study what is to be said of the version's text; null if there is no such version
 * @param lifecycle the one in effect
 * @returns or ruleset.reason, ruleset.unknown, ruleset.errors, ruleset.tests, ruleset.warnings
 */
export function decideRulesetActivated(
  wanted: { readonly version: number; readonly reason: string; readonly acknowledged: readonly string[] },
  study: Study | null,
  { site, lifecycle: before }: { readonly site: Site; readonly lifecycle: Lifecycle },
): Result<RulesetActivated, Fault> {
  const { version, reason } = wanted;
  if (reason.length > LONGEST_REASON) return longReason();
  if (!study) return refuse(fault("ruleset.unknown", { params: { version } }));
  const { problems, named, tests, findings } = study;
  const errors = problems.length + findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return refuse(fault("ruleset.errors", { params: { n: errors } }));
  const failing = tests.filter(({ failures }) => failures.length > 0);
  const [first] = failing;
  if (first) return refuse(fault("ruleset.tests", { params: { n: failing.length, test: first.name } }));
  const doubts = findings.filter(({ severity }) => severity === "warning");
  const warnings = [...lackingIn(named, site), ...droppedTargets(study.targets, site)];
  const keys = [...new Set([...warnings.map(warningKey), ...doubts.map(findingKey)])];
  const accepted = new Set(wanted.acknowledged);
  const open = keys.filter((key) => !accepted.has(key));
  if (open.length > 0) return refuse(fault("ruleset.warnings", { params: { n: open.length } }));
  const lifecycle = lifecycleAfter(study, before);
  const activated = { type: "RulesetActivated", version, reason: reason.trim(), acknowledged: keys } as const;
  const targets = study.targets.map(({ from: _, to: __, ...target }): Target => target);
  const inEffect = lifecycle ?? defaultLifecycle;
  const all = study.events.map((event) => withHours(waitOf(event, inEffect), study.calendars));
  const waits = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return ok({
    ...activated,
    ...(lifecycle ? { lifecycle } : {}),
    ...(targets.length > 0 ? { targets } : {}),
    ...(waits.length > 0 ? { waits } : {}),
  });
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
