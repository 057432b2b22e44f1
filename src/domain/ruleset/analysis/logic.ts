/** Boolean formulas over atoms: the same formula is built once, and questions look only at what they depend on. */
import type { RuleFacts } from "../facts.ts";
import { type Atom, type Claim, groupOf, keyOfAtom } from "./atoms.ts";
import { createDraft, factsOf, someSender } from "./draft.ts";
import { solveGroup } from "./groups.ts";
import type { Shares } from "./shares.ts";
import type { Context, Solved, States } from "./solved.ts";
import { createSolver, type Judgement, type Literal } from "./solver.ts";

export type Reply =
  /** Facts for which all that was assumed holds, as far as folding could be followed: they are to be verified. */
  | { readonly is: "yes"; readonly facts: RuleFacts }
  /** What of it cannot hold together. */
  | { readonly is: "no"; readonly core: readonly Literal[] }
  | { readonly is: "undecided" };

export interface Logic {
  readonly always: Literal;
  readonly states: States;
  readonly shares: Shares;
  /** Whether there are rules that wait for something else than mail. */
  readonly mixed: boolean;
  atom(atom: Atom): Literal;
  and(of: readonly Literal[]): Literal;
  or(of: readonly Literal[]): Literal;
  /** `then` if `condition` holds, otherwise `other`. */
  choose(condition: Literal, then: Literal, other: Literal): Literal;
  /** Adds a formula that holds in every world. */
  require(formula: Literal): void;
  /** Whether there is a world in which all of these hold. */
  ask(assume: readonly Literal[]): Reply;
  /** The rules on whose presence a formula depends. */
  rulesIn(formula: Literal): readonly number[];
}

export function createLogic(context: Context): Logic {
  const solver = createSolver();
  const always = solver.variable();
  solver.add([always]);
  const atoms = new Map<number, Atom>();
  const variables = new Map<string, number>();
  const parts = new Map<number, readonly Literal[]>();
  const solved = new Map<string, Solved>();
  const { states, shares, mixed } = context;
  const logic: Logic = {
    always,
    states,
    shares,
    mixed,
    atom,
    and,
    or,
    choose,
    require: (one) => solver.add([one]),
    ask,
    rulesIn,
  };
  return logic;

  function atom(of: Atom): Literal {
    const key = keyOfAtom(of);
    const known = variables.get(key);
    if (known !== undefined) return known;
    const variable = solver.variable();
    variables.set(key, variable);
    atoms.set(variable, of);
    return variable;
  }

  function and(of: readonly Literal[]): Literal {
    const all = [...new Set(of)].filter((one) => one !== always).sort((a, b) => a - b);
    const [first] = all;
    if (first === undefined) return always;
    if (all.includes(-always) || all.some((one) => one < 0 && all.includes(-one))) return -always;
    if (all.length === 1) return first;
    const key = `and ${all.join()}`;
    const known = variables.get(key);
    if (known !== undefined) return known;
    const variable = solver.variable();
    variables.set(key, variable);
    parts.set(variable, all);
    for (const one of all) solver.add([-variable, one]);
    solver.add([variable, ...all.map((one) => -one)]);
    return variable;
  }

  function or(of: readonly Literal[]): Literal {
    return -and(of.map((one) => -one));
  }

  function choose(condition: Literal, then: Literal, other: Literal): Literal {
    if (then === other) return then;
    return or([and([condition, then]), and([-condition, other])]);
  }

  /** The variables on which formulas depend, the formulas' own first. */
  function variablesOf(formulas: readonly Literal[]): readonly number[] {
    const seen = new Set<number>();
    const waiting = formulas.map(Math.abs).reverse();
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      for (const part of parts.get(one) ?? []) waiting.push(Math.abs(part));
    }
    return [...seen];
  }

  function rulesIn(formula: Literal): readonly number[] {
    return variablesOf([formula]).flatMap((one) => {
      const of = atoms.get(one);
      return of?.is === "rule" ? [of.rule] : [];
    });
  }

  /** Tickets have normal priority and are in their first state, unless something else is wanted. */
  function prefer(variable: number): boolean {
    const of = atoms.get(variable);
    if (of?.is === "state") return context.states.initial.includes(of.value);
    return of?.is === "priority" && of.value === "normal";
  }

  function ask(assume: readonly Literal[]): Reply {
    const all = variablesOf(assume);
    const asked = all.filter((one) => atoms.has(one));
    // What the mail is like is decided first, so that it is plain wherever that makes no difference.
    const gates = all.filter((one) => !atoms.has(one));
    const draft = createDraft(context.states.initial[0] ?? "");
    const answer = solver.ask({ assume, variables: [...asked, ...gates], prefer, judge });
    if (answer.is !== "yes") return answer;
    for (const claim of claims(asked, answer.values)) {
      if (claim.atom.is === "yes") draft.mail[claim.atom.fact] = claim.holds;
    }
    for (const one of judged(asked, answer.values)) if (one.is === "values") one.apply(draft);
    const { mail } = draft;
    // A test can name a reply, and a sender, only with an address.
    const isFree = !asked.some((one) => groupOf(atoms.get(one) ?? { is: "reply" }) === "sender");
    if (draft.happened === null && isFree && (draft.isReply || mail.senderName !== null))
      mail.sender = someSender;
    return { is: "yes", facts: factsOf(draft, context.shares.all) };

    function judge(value: (variable: number) => boolean | undefined): Judgement {
      const all = judged(asked, value);
      const because = all.flatMap((one) => (one.is === "none" ? [clauseOf(one.core)] : []));
      if (because.length > 0) return { is: "impossible", because };
      const open = all.findIndex((one) => one.is === "undecided");
      if (open === -1) return { is: "possible" };
      const claimed = [...grouped(asked, value).values()][open] ?? [];
      return { is: "unknown", because: [clauseOf(claimed)] };
    }
  }

  function claims(asked: readonly number[], value: (variable: number) => boolean | undefined): Claim[] {
    return asked.flatMap((variable) => {
      const of = atoms.get(variable);
      const holds = value(variable);
      return of && holds !== undefined ? [{ variable, atom: of, holds }] : [];
    });
  }

  function grouped(
    asked: readonly number[],
    value: (variable: number) => boolean | undefined,
  ): ReadonlyMap<string, readonly Claim[]> {
    const groups = new Map<string, Claim[]>();
    for (const claim of claims(asked, value)) {
      const name = groupOf(claim.atom);
      if (name === null) continue;
      const group = groups.get(name);
      if (group) group.push(claim);
      else groups.set(name, [claim]);
    }
    return groups;
  }

  function judged(
    asked: readonly number[],
    value: (variable: number) => boolean | undefined,
  ): readonly Solved[] {
    return [...grouped(asked, value)].map(([name, of]) => {
      const key = `${name} ${of.map(({ variable, holds }) => (holds ? variable : -variable)).join()}`;
      const known = solved.get(key);
      if (known) return known;
      const fresh = solveGroup(name, of, context);
      solved.set(key, fresh);
      return fresh;
    });
  }
}

/** At least one of these claims is wrong. */
const clauseOf = (claims: readonly Claim[]): readonly Literal[] =>
  claims.map(({ variable, holds }) => (holds ? -variable : variable));
