/** A ruleset with the rules of those that it includes. */
import { DEFAULT, MOST_RULESETS, unbundled } from "./bundle.ts";
import { statesOf } from "./conditions.ts";
import {
  type Declared,
  MOST,
  MOST_PROBLEMS,
  MOST_STATES,
  MOST_TIMES,
  parseRuleset,
  unknownRules,
} from "./parse.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import type { Span } from "./tokens.ts";
import { isMailEvent, type Rule, type Ruleset } from "./tree.ts";

/** How deep rulesets include one another. */
const DEEPEST = 10;

export interface ComposedRuleset {
  /** With all rules, in the order in which they are tried. Places are those in the bundle. */
  readonly ruleset: Ruleset;
  /** In the order of their places. None if the ruleset can run. */
  readonly problems: readonly Problem[];
}

interface Part {
  readonly name: string;
  readonly from: number;
  readonly ruleset: Ruleset;
}

/** Reads a bundle (`bundled`), or the text of a ruleset by itself. */
export function composeRuleset(bundle: string): ComposedRuleset {
  const { text, is, others } = unbundled(bundle);
  const parsed = others.length === 0 ? parseRuleset(text) : null;
  if (parsed?.ruleset.includes.length === 0) return parsed;

  const problems: Problem[] = [];
  const read = (name: string, one: string, from: number, declared?: Declared): Part => {
    const found = parseRuleset(one, declared);
    problems.push(...found.problems.map((problem) => shifted(problem, from)));
    return { name, from, ruleset: found.ruleset };
  };
  const declaring = others.find(({ name }) => name === DEFAULT);
  const defaults = declaring && read(DEFAULT, declaring.text, declaring.from);
  const declared = defaults && declaredBy(defaults);
  const main = parsed ? { name: "", from: 0, ruleset: parsed.ruleset } : read("", text, 0, declared);
  if (parsed) problems.push(...parsed.problems);
  const own = declared ?? declaredBy(main);
  const named = is ?? main.ruleset.name;
  const parts = new Map(defaults ? [[DEFAULT, defaults]] : []);
  const partOf = (name: string): Part | null => {
    const known = parts.get(name);
    if (known) return known;
    const found = others.find((one) => one.name === name);
    if (!found) return null;
    const part = read(name, found.text, found.from, own);
    parts.set(name, part);
    return part;
  };

  const rules: { readonly rule: Rule; readonly of: Part; readonly top: Span }[] = [];
  const within = new Set<string>();
  const complain = (code: ProblemCode, { from, to }: Span, params: Problem["params"]) =>
    problems.push({ code, params, from, to });
  include(main, [named], null);
  checkTogether();
  const all = rules.map(({ rule }) => rule);
  // Of a ruleset without includes, its reader has said it.
  if (main.ruleset.includes.length > 0) problems.push(...unknownRules(main.ruleset.tests, all));
  return {
    ruleset: { ...main.ruleset, ...own, rules: all },
    problems: problems.toSorted((a, b) => a.from - b.from).slice(0, MOST_PROBLEMS),
  };

  /** @param top the line of the ruleset itself that leads here; null for none */
  function include(of: Part, path: readonly string[], top: Span | null): void {
    let at = 0;
    for (const one of [...of.ruleset.includes, null]) {
      for (const rule of of.ruleset.rules.slice(at, one?.at)) {
        const placed = of.from === 0 ? rule : shifted(rule, of.from);
        rules.push({ rule: placed, of, top: top ?? placed });
      }
      if (one === null) break;
      ({ at } = one);
      const place = top ?? shifted(one, of.from);
      if (path.includes(one.name)) {
        const circle = [...path.slice(path.indexOf(one.name)), one.name].join(" → ");
        complain("include-circle", place, { circle });
      } else if (path.length > DEEPEST) complain("include-deep", place, { most: DEEPEST });
      else if (!within.has(one.name)) {
        const next = partOf(one.name);
        within.add(one.name);
        if (within.size === MOST_RULESETS) complain("include-many", place, { most: MOST_RULESETS });
        if (next === null) complain("include-unknown", shifted(one, of.from), { name: one.name });
        else if (within.size < MOST_RULESETS) include(next, [...path, one.name], place);
      }
    }
  }

  /** What holds of each ruleset holds of all rules together. */
  function checkTogether(): void {
    const names = new Map<string, (typeof rules)[number]>();
    const times = new Set<string>();
    // Of one ruleset alone, its reader has said it.
    const isAlone = rules.every(({ of }) => of === main);
    let states = 0;
    for (const [n, one] of rules.entries()) {
      const { rule, of, top } = one;
      const other = names.get(rule.name);
      if (other && other.of !== of) {
        // Said at the rule of the ruleset itself, if it is one of the two.
        const [place, ruleset] =
          of === main ? [rule, other.of] : other.of === main ? [other.rule, of] : [top, other.of];
        complain("rule-twice", place, { name: rule.name, ruleset: ruleset.name });
      }
      names.set(rule.name, other ?? one);
      const before = { states, times: times.size };
      for (const condition of rule.conditions) states += statesOf(condition);
      const { event } = rule;
      if (!isMailEvent(event) && (event.on === "clock" || event.on === "stay"))
        times.add(JSON.stringify(event));
      if (isAlone) continue;
      if (n === MOST.rules) complain("too-many", top, { of: "rules", most: MOST.rules });
      if (before.states <= MOST_STATES && states > MOST_STATES)
        complain("too-many", top, { of: "states", most: MOST_STATES });
      if (before.times <= MOST_TIMES && times.size > MOST_TIMES)
        complain("too-many", top, { of: "times", most: MOST_TIMES });
    }
  }
}

const shifted = <T extends Span>(one: T, by: number): T =>
  by === 0 ? one : { ...one, from: one.from + by, to: one.to + by };

function declaredBy({ ruleset: { lifecycle, calendars, targets }, from }: Part): Declared {
  return {
    lifecycle: lifecycle && shifted(lifecycle, from),
    calendars: calendars.map((one) => shifted(one, from)),
    targets: targets.map((one) => shifted(one, from)),
  };
}
