/** Two rules that set one field differently on the same mail (A-12). */
import { never } from "../../../base/result.ts";
import type { RuleFacts } from "../facts.ts";
import { fold } from "../fold.ts";
import { sharedText } from "../print.ts";
import { type Action, type Check, type Condition, checksIn, plainTextFacts, type Rule } from "../tree.ts";
import { type ChosenFact, chosenFact } from "./atoms.ts";
import { type Checked, undecided } from "./checked.ts";
import type { Finding } from "./finding.ts";
import type { Logic } from "./logic.ts";
import { nobody, samePerson } from "./same-person.ts";
import { sharedBy } from "./shares.ts";
import type { Literal } from "./solver.ts";

/** Conflicts that are listed; that there may be more is a finding of its own. */
const MOST_LISTED = 100;
/** Pairs that are asked about. */
const MOST_ASKED = 30_000;

interface Write {
  readonly field: string;
  /** As it is printed; "" for none. */
  readonly value: string;
  /** Whom a share chooses; absent for what is written as it stands. */
  readonly chosen?: ChosenFact;
}

interface Pair {
  readonly first: number;
  readonly second: number;
  readonly field: string;
  readonly writes: readonly [Write, Write];
}

type Answer = RuleFacts | "none" | "undecided";

/**
 * Pairs of rules with a mail for which both fire and leave a field differently. A rule that asks for the field it sets
 * knows what was set before: it does not count.
 */
export function findConflicts(checked: Checked): readonly Finding[] {
  const fired = checked.examples.map((facts) => (facts ? firedFor(checked, facts) : new Set<number>()));
  const found: Finding[] = [];
  let asked = 0;
  const answers = new Map<string, Answer>();
  for (const pair of candidates(checked.rules.map(({ rule }) => rule))) {
    const { first, second } = pair;
    if (!(checked.examples[first] && checked.examples[second])) continue;
    if (found.length >= MOST_LISTED || asked >= MOST_ASKED) return [...found, more(found.length)];
    // Whom a share chooses may be the one whom the other rule assigns.
    const chosen = pair.writes.some((one) => one.chosen !== undefined);
    const known = chosen
      ? undefined
      : [first, second].find((n) => fired[n]?.has(first) && fired[n].has(second));
    const key = `${first} ${second}${chosen ? ` ${pair.field}` : ""}`;
    let answer: Answer | null | undefined = known === undefined ? answers.get(key) : checked.examples[known];
    if (!answer) {
      asked += 1;
      answer = ask(checked, pair);
      answers.set(key, answer);
    }
    if (answer !== "none") found.push(conflict(checked, pair, answer));
  }
  return found;
}

/** Pairs of rules that set one field to different values, in the order of the second. */
function* candidates(rules: readonly Rule[]): Iterable<Pair> {
  /** The rules that write a field, so far. */
  const byField = new Map<string, { readonly at: number; readonly write: Write }[]>();
  const names = rules.map(singlesOf);
  for (const [second, rule] of rules.entries()) {
    const reads = new Set(rule.conditions.flatMap(readsOf));
    for (const write of writesOf(rule)) {
      const { field, value } = write;
      const before = byField.get(field) ?? [];
      const kind = field.startsWith("tag ") ? "tags" : field;
      if (!reads.has(kind))
        for (const one of before)
          if (one.write.value !== value && !areApart(names[one.at], names[second]))
            yield { first: one.at, second, field, writes: [one.write, write] };
      before.push({ at: second, write });
      byField.set(field, before);
    }
  }
}

type Singles = ReadonlyMap<string, ReadonlySet<string>>;

/** Facts with one value, folded, of which a rule wants one of a few. */
function singlesOf({ conditions }: Rule): Singles {
  const singles = new Map<string, ReadonlySet<string>>();
  for (const one of conditions) {
    const isText = one.kind === "text" && one.by === "is" && !one.exactly && plainNames.has(one.fact.name);
    const isChoice = one.kind === "choice" && one.fact === "mailbox";
    if ((one.kind !== "text" && one.kind !== "choice") || one.not || !(isText || isChoice)) continue;
    const name = one.kind === "text" ? one.fact.name : one.fact;
    singles.set(name, new Set(one.values?.map(fold)));
  }
  return singles;
}

const plainNames: ReadonlySet<string> = new Set(plainTextFacts);

/** Whether two rules want different values of one fact: most pairs need not be asked about. */
const areApart = (first: Singles | undefined, second: Singles | undefined): boolean =>
  [...(first ?? [])].some(([name, values]) => {
    const others = second?.get(name);
    return others !== undefined && ![...values].some((one) => others.has(one));
  });

/** How a rule leaves the fields that it sets. */
function writesOf({ actions }: Rule): readonly Write[] {
  const last = new Map<string, Write>();
  for (const action of actions) {
    const write = writeOf(action);
    if (write) last.set(write.field, write);
    const shared = sharedBy(action);
    if (shared) {
      const chosen = chosenFact(shared.group, shared.share);
      last.set("assignee", { field: "assignee", value: sharedText(shared), chosen });
    }
  }
  return [...last.values()];
}

function writeOf(action: Action): Write | null {
  switch (action.do) {
    case "set-category":
      return { field: "category", value: action.category ?? "" };
    case "set-priority":
      return { field: "priority", value: action.priority };
    case "assign-group":
      return { field: "group", value: action.group ?? "" };
    case "assign-person":
      return { field: "assignee", value: action.person ?? "" };
    case "set-target":
      return { field: "target", value: action.target ?? "" };
    case "set-state":
      return { field: "state", value: action.state };
    case "add-tag":
    case "remove-tag":
      return { field: `tag ${action.tag}`, value: action.do };
    case "hold":
    case "file":
      return { field: "place", value: action.do };
    case "reply":
      return { field: "reply", value: action.template };
    case "forward":
    case "call":
    case "note":
    case "notify-person":
    case "notify-group":
    case "notify-assignee":
    // They build on what was set before.
    case "raise-priority":
    case "lower-priority":
    case "no-auto-reply":
    case "stop":
      return null;
    default:
      return never(action);
  }
}

/** The facts that a condition asks for. */
const readsOf = (condition: Condition): readonly string[] => checksIn(condition).flatMap(factsOf);

function factsOf(check: Check): readonly string[] {
  switch (check.kind) {
    case "text":
    case "missing":
      return check.fact.name === "header" ? [] : [check.fact.name];
    case "choice":
    case "number":
    case "yes":
      return [check.fact];
    case "priority":
    case "state":
    case "by":
      return [check.kind];
    default:
      return never(check);
  }
}

const firedFor = ({ evaluator }: Checked, facts: RuleFacts): ReadonlySet<number> =>
  new Set(evaluator.run(facts).trace.flatMap(({ is }, n) => (is === "fired" ? [n] : [])));

function ask(checked: Checked, { first, second, writes }: Pair): Answer {
  const both = [first, second].flatMap((n) => checked.rules[n]?.fires ?? []);
  const reply = checked.logic.ask([...both, ...apart(checked.logic, writes)]);
  if (reply.is === "no") return "none";
  if (reply.is === "undecided") return "undecided";
  const fired = firedFor(checked, reply.facts);
  return fired.has(first) && fired.has(second) ? reply.facts : "undecided";
}

/** That what is chosen is somebody, and not what the other rule leaves. */
function apart(logic: Logic, [first, second]: Pair["writes"]): readonly Literal[] {
  const chosen = [first, second].flatMap((one) => one.chosen ?? []);
  const [one, other] = chosen;
  if (one === undefined) return [];
  const value = (first.chosen === undefined ? first.value : second.value) || null;
  const same =
    other === undefined ? logic.atom({ is: "written", fact: one, value }) : samePerson(logic, one, other);
  return [...chosen.map((fact) => -nobody(logic, fact)), -same];
}

function conflict({ rules }: Checked, pair: Pair, answer: RuleFacts | "undecided"): Finding {
  const [first, second] = [rules[pair.first]?.rule, rules[pair.second]?.rule];
  if (!(first && second)) throw new Error("a rule that does not exist");
  if (answer === "undecided") return undecided(second, "conflict", first);
  const { name, from, to } = second;
  const [field = "", tag = ""] = pair.field.startsWith("tag ") ? ["tag", pair.field.slice(4)] : [pair.field];
  const [before, after] = pair.writes.map(({ value }) => value);
  return {
    ...{
      code: "conflict",
      severity: "warning",
      at: { from, to },
      rules: [name, first.name],
      witness: answer,
    },
    params: { rule: name, other: first.name, field, tag, before: before ?? "", after: after ?? "" },
  };
}

/** Not all pairs were asked about. */
const more = (listed: number): Finding => ({
  ...{ code: "more-conflicts", severity: "warning", at: null, rules: [], witness: null },
  params: { listed },
});
