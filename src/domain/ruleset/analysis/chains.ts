/** Rules that set off one another without end: whether what one does can be what another waits for. */
import { never } from "../../../base/result.ts";
import { isWaitedFor, priorities, type RuledField } from "../../ticket/index.ts";
import { isEndless } from "../chain.ts";
import type { RuleFacts } from "../facts.ts";
import { waitOf } from "../read-event.ts";
import { lifecycleIn } from "../states.ts";
import { type Action, isMailEvent, type Rule, type Ruleset } from "../tree.ts";
import { chosenFact } from "./atoms.ts";
import type { Checked } from "./checked.ts";
import type { SharedGroup } from "./draft.ts";
import type { Finding } from "./finding.ts";
import { sharedBy } from "./shares.ts";
import type { Literal } from "./solver.ts";
import { conditionLiteral, type SymbolicRule, type SymbolicRun } from "./symbolic.ts";

/** Pairs of rules that are asked about. */
const MOST_ASKED = 2_000;

/** What one rule does can be what another waits for. */
interface Link {
  readonly from: number;
  readonly to: number;
  /** What happens to a ticket for which that is so, before the first rule fires. */
  readonly start: RuleFacts;
}

export function findChains(
  { rules, logic, evaluator }: Pick<Checked, "rules" | "logic" | "evaluator">,
  { state }: SymbolicRun,
  ruleset: { readonly lifecycle?: Ruleset["lifecycle"] },
): readonly Finding[] {
  const lifecycle = lifecycleIn(ruleset);
  const places = rules.flatMap(({ rule }, n) => (isMailEvent(rule.event) ? [] : [n]));
  // What rules do is seen by those that it sets off, and was done by a rule.
  const after = { ...state, by: (doer: string) => (doer === "rule" ? logic.always : -logic.always) };
  const links: Link[] = [];
  let asked = 0;
  let open = false;
  for (const from of places)
    for (const to of places) {
      const [one, other] = [rules[from], rules[to]];
      const caused = one && other ? causes(one, other.rule) : null;
      if (!one || !other || caused === null) continue;
      if (++asked > MOST_ASKED) return [...circles(links), undecided()];
      const conditions = other.rule.conditions.map((condition) => conditionLiteral(logic, after, condition));
      const reply = logic.ask([one.fires, caused, ...conditions]);
      if (reply.is === "yes") links.push({ from, to, start: reply.facts });
      else if (reply.is === "undecided") open = true;
    }
  return open ? [...circles(links), undecided()] : circles(links);

  /** That a rule changes what another one waits for; null if it never does. */
  function causes({ rule }: SymbolicRule, { event }: Rule): Literal | null {
    const wait = isMailEvent(event) ? null : waitOf(event, lifecycle);
    switch (wait?.on) {
      case "state": {
        const to = rule.actions.flatMap((one) => (one.do === "set-state" ? [one.state] : []));
        const moves = to.flatMap((end) =>
          logic.states.all
            .filter((start) => start !== end && isWaitedFor(wait, { on: "state", from: start, to: end }))
            .map((start) => logic.and([logic.atom({ is: "state", value: start }), state.state(end)])),
        );
        return moves.length === 0 ? null : logic.or(moves);
      }
      case "note":
        return rule.actions.some((one) => one.do === "note") ? logic.always : null;
      case "field": {
        const changes = rule.actions.flatMap((one) => changesOf(one, wait.field));
        return changes.length === 0 ? null : logic.or(changes);
      }
      default:
        return null;
    }
  }

  /** The ways in which an action may leave a field otherwise than it was. */
  function changesOf(action: Action, field: RuledField): readonly Literal[] {
    const becomes = (fact: "category" | "group" | "assignee" | "target", value: string | null) =>
      fact === field
        ? [logic.and([state.written(fact, value), -logic.atom({ is: "written", fact, value })])]
        : [];
    const becomesChosen = ({ group, share }: SharedGroup) => {
      const fact = chosenFact(group, share);
      return field === "assignee"
        ? logic.shares.people.flatMap((value) => [
            logic.and([logic.atom({ is: "written", fact, value }), ...becomes("assignee", value)]),
          ])
        : [];
    };
    switch (action.do) {
      case "set-category":
        return becomes("category", action.category);
      case "assign-group": {
        const shared = sharedBy(action);
        return [...becomes("group", action.group), ...(shared ? becomesChosen(shared) : [])];
      }
      case "assign-person":
        return becomes("assignee", action.person);
      case "set-target":
        return becomes("target", action.target);
      case "set-priority":
      case "raise-priority":
      case "lower-priority":
        return field === "priority"
          ? priorities.map((value) =>
              logic.and([state.priority(value), -logic.atom({ is: "priority", value })]),
            )
          : [];
      case "add-tag":
      case "remove-tag": {
        if (field !== "tags") return [];
        const [was, is] = [logic.atom({ is: "tag", tag: action.tag }), state.has(action.tag)];
        return [logic.and([was, -is]), logic.and([-was, is])];
      }
      case "set-state":
      case "call":
      case "note":
      case "forward":
      case "notify-person":
      case "notify-group":
      case "notify-assignee":
      case "reply":
      case "no-auto-reply":
      case "hold":
      case "file":
      case "stop":
        return [];
      default:
        return never(action);
    }
  }

  /** A finding for each set of rules that lead back to themselves. */
  function circles(all: readonly Link[]): readonly Finding[] {
    const seen = new Set<number>();
    return places.flatMap((place): readonly Finding[] => {
      if (seen.has(place)) return [];
      const ahead = reachable(all, place);
      if (!ahead.has(place)) return [];
      const members = places.filter((one) => ahead.has(one) && reachable(all, one).has(place));
      for (const one of members) seen.add(one);
      const within = all.filter(({ from, to }) => members.includes(from) && members.includes(to));
      const endless = within.find(({ start }) => isEndless(evaluator, start));
      const named = members.flatMap((one) => rules[one]?.rule ?? []);
      const [first] = named;
      if (!first) return [];
      const names = named.map(({ name }) => name);
      return [
        {
          ...(endless
            ? { code: "endless", severity: "warning", witness: endless.start }
            : { code: "circle", severity: "note", witness: null }),
          ...{ at: { from: first.from, to: first.to }, rules: names },
          params: { n: names.length, rules: names.map((name) => `"${name}"`).join(", ") },
        },
      ];
    });
  }
}

/** Where one gets to along links. */
function reachable(links: readonly Link[], start: number): ReadonlySet<number> {
  const found = new Set<number>();
  const waiting = [start];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const { from, to } of links)
      if (from === at && !found.has(to)) {
        found.add(to);
        waiting.push(to);
      }
  return found;
}

const undecided = (): Finding => ({
  ...{ code: "undecided", severity: "warning", at: null, rules: [], witness: null },
  params: { question: "chains" },
});
