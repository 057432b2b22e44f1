/** Rulesets with those that they include, as these are active. */
import { changedDeclarations } from "../../domain/ruleset/analysis/index.ts";
import {
  bundled,
  compiledRuleset,
  DEFAULT,
  defaultRuleset,
  gathered,
  includedIn,
  type NamedText,
  unbundled,
} from "../../domain/ruleset/index.ts";
import type { ActiveRuleset, View } from "../../record/view.ts";

type Rulesets = Pick<View, "activeRulesets" | "ruleset">;

/** A ruleset with those that it includes. */
export interface Composed {
  readonly text: string;
  /** The versions of the others. */
  readonly includes: readonly number[];
}

/**
 * A text with the active rulesets that it includes, and what the default one declares.
 * @param instead stands in place of the active ruleset of its name
 */
export function composedWith(view: Rulesets, draft: NamedText, instead?: ActiveDraft): Composed {
  const versionOf = versionsBy(view, instead);
  const others = gathered(draft, (name) => {
    if (name === instead?.name) return instead.text;
    const version = versionOf(name);
    return version === null ? null : textOf(view, version);
  });
  return {
    text: bundled(draft.text, draft.name, others),
    includes: others.flatMap(({ name }) => versionOf(name) ?? []),
  };
}

/** A version that is not active yet. */
export interface ActiveDraft extends NamedText {
  /** Null if it was not saved. */
  readonly version: number | null;
}

function versionsBy(view: Rulesets, instead?: ActiveDraft) {
  const active = new Map(view.activeRulesets().map(({ name, version }) => [name, version]));
  return (name: string): number | null => {
    if (name === instead?.name) return instead.version;
    return active.get(name) ?? (name === DEFAULT ? defaultRuleset.version : null);
  };
}

const textOf = (view: Rulesets, version: number): string | null =>
  version === defaultRuleset.version ? defaultRuleset.text : (view.ruleset(version)?.text ?? null);

/** An active ruleset with another version of one that it includes. */
export interface Affected extends Composed {
  readonly active: ActiveRuleset;
}

/**
 * The active rulesets that are no longer the same once a draft is active: those that include it, and if it declares something
 * else for all, all of them.
 */
export function affectedBy(view: Rulesets, draft: ActiveDraft): readonly Affected[] {
  const all = view.activeRulesets().filter(({ name }) => name !== draft.name);
  if (all.length === 0) return [];
  const declares = draft.name === DEFAULT && declaresElse(view, draft);
  return all.flatMap((active) => {
    const text = textOf(view, active.version);
    if (text === null) return [];
    const composed = composedWith(view, { name: active.name, text }, draft);
    const { others } = unbundled(composed.text);
    const includes = others.some(({ name }) => name === draft.name);
    const isDeclaring = draft.name === DEFAULT && !includesDefault(text, others);
    return includes && (declares || !isDeclaring) ? [{ active, ...composed }] : [];
  });
}

/** Whether the rules of the default ruleset run in another one, not only its declarations. */
const includesDefault = (text: string, others: readonly NamedText[]): boolean =>
  [text, ...others.filter(({ name }) => name !== DEFAULT).map((one) => one.text)].some((one) =>
    includedIn(one).includes(DEFAULT),
  );

function declaresElse(view: Rulesets, draft: ActiveDraft): boolean {
  const [was, is] = [composedWith(view, activeDefault(view)), composedWith(view, draft)].map(
    ({ text }) => compiledRuleset(text)?.ruleset,
  );
  return !was || !is || changedDeclarations(was, is).length > 0;
}

function activeDefault(view: Rulesets): NamedText {
  const active = view.activeRulesets().find(({ name }) => name === DEFAULT);
  const text = active && view.ruleset(active.version)?.text;
  return { name: DEFAULT, text: text ?? defaultRuleset.text };
}
