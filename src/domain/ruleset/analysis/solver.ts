/**
 * Satisfiability of clauses by conflict-driven search (two watched literals, first unique implication point). Literals are
 * numbers: a variable from 1 on, negative if it is negated. What atoms mean is asked of a theory once all variables that
 * matter have values.
 */

export type Literal = number;
export type Clause = readonly Literal[];

/** What a theory says of values that were found. */
export type Judgement =
  | { readonly is: "possible" }
  /** Clauses that hold in every world, and that the values violate. */
  | { readonly is: "impossible"; readonly because: readonly Clause[] }
  /** The clauses exclude the values, though it is not known whether they hold. */
  | { readonly is: "unknown"; readonly because: readonly Clause[] };

export type Answer =
  | { readonly is: "yes"; readonly values: (variable: number) => boolean | undefined }
  /** Which of the assumptions cannot hold together. */
  | { readonly is: "no"; readonly core: readonly Literal[] }
  | { readonly is: "undecided" };

export interface Question {
  readonly assume: readonly Literal[];
  /** The variables that need a value; the rest follows from them or is free. */
  readonly variables: readonly number[];
  /** Which value of a variable is tried first. */
  prefer(variable: number): boolean;
  judge(value: (variable: number) => boolean | undefined): Judgement;
}

export interface Solver {
  variable(): number;
  add(clause: Clause): void;
  ask(question: Question): Answer;
}

/** Conflicts in one question before it is undecided. */
const MOST_CONFLICTS = 20_000;
/** The same for all questions together. */
const MOST_IN_ALL = 200_000;

export function createSolver(): Solver {
  const clauses: Literal[][] = [];
  /** Clauses by the literals that they watch; by index of the literal. */
  const watching: number[][] = [[], []];
  /** By variable: 0 if it has none, 1 if true, -1 if false. */
  const values: number[] = [0];
  const levels: number[] = [0];
  const reasons: number[] = [-1];
  const trail: Literal[] = [];
  const starts: number[] = [];
  let done = 0;
  let contradictory = false;
  let conflictsInAll = 0;

  const indexOf = (literal: Literal): number => (literal > 0 ? 2 * literal : 1 - 2 * literal);
  const signOf = (literal: Literal): number =>
    literal > 0 ? (values[literal] ?? 0) : -(values[-literal] ?? 0);
  const levelOf = (literal: Literal): number => levels[Math.abs(literal)] ?? 0;
  const value = (variable: number): boolean | undefined => {
    const known = values[variable];
    return known === undefined || known === 0 ? undefined : known === 1;
  };
  /** Assumed to be false while a question is asked: it marks clauses that are not known to hold. */
  const doubt = variable();

  return { variable, add, ask };

  function variable(): number {
    values.push(0);
    levels.push(0);
    reasons.push(-1);
    watching.push([], []);
    return values.length - 1;
  }

  function add(clause: Clause): void {
    backTo(0);
    const left = [...new Set(clause)].filter((one) => signOf(one) !== -1);
    if (left.some((one) => signOf(one) === 1 || left.includes(-one))) return;
    const [only] = left;
    if (only === undefined) contradictory = true;
    else if (left.length === 1) contradictory = !set(only, -1) || propagated() !== null || contradictory;
    else keep(left);
  }

  function keep(clause: Literal[]): number {
    const n = clauses.push(clause) - 1;
    for (const one of clause.slice(0, 2)) watching[indexOf(one)]?.push(n);
    return n;
  }

  function set(literal: Literal, reason: number): boolean {
    const now = signOf(literal);
    if (now !== 0) return now === 1;
    const of = Math.abs(literal);
    values[of] = literal > 0 ? 1 : -1;
    levels[of] = starts.length;
    reasons[of] = reason;
    trail.push(literal);
    return true;
  }

  /** Sets what follows; the clause that is violated, null if none is. */
  function propagated(): Literal[] | null {
    while (done < trail.length) {
      const literal = trail[done] ?? 0;
      done += 1;
      const violated = follow(-literal);
      if (violated !== null) return violated;
    }
    return null;
  }

  /** What follows from a literal that has become false. */
  function follow(gone: Literal): Literal[] | null {
    const list = watching[indexOf(gone)] ?? [];
    let kept = 0;
    for (let at = 0; at < list.length; at += 1) {
      const n = list[at] ?? 0;
      const clause = clauses[n] ?? [];
      if (clause[0] === gone) [clause[0], clause[1]] = [clause[1] ?? 0, gone];
      const first = clause[0] ?? 0;
      if (signOf(first) !== 1) {
        const other = clause.findIndex((one, place) => place > 1 && signOf(one) !== -1);
        if (other !== -1) {
          const next = clause[other] ?? 0;
          [clause[1], clause[other]] = [next, gone];
          watching[indexOf(next)]?.push(n);
          continue;
        }
        if (!set(first, n)) {
          for (; at < list.length; at += 1) list[kept++] = list[at] ?? 0;
          list.length = kept;
          return clause;
        }
      }
      list[kept++] = n;
    }
    list.length = kept;
    return null;
  }

  function backTo(level: number): void {
    if (starts.length <= level) return;
    const from = starts[level] ?? 0;
    for (const literal of trail.slice(from)) values[Math.abs(literal)] = 0;
    trail.length = from;
    starts.length = level;
    done = from;
  }

  function ask({ assume, variables, prefer, judge }: Question): Answer {
    backTo(0);
    const assumed = [-doubt, ...assume];
    let conflicts = 0;
    let next = 0;
    for (;;) {
      if (contradictory) return { is: "no", core: [] };
      const violated = propagated();
      if (violated !== null) {
        conflicts += 1;
        conflictsInAll += 1;
        if (starts.length === 0) contradictory = true;
        else if (conflicts > MOST_CONFLICTS || conflictsInAll > MOST_IN_ALL) return { is: "undecided" };
        else learn(violated);
        next = 0;
        continue;
      }
      const assumption = assumed[starts.length];
      if (assumption !== undefined) {
        if (signOf(assumption) === -1) return refused(assumption, assumed);
        decide(assumption);
        continue;
      }
      while (next < variables.length && values[variables[next] ?? 0] !== 0) next += 1;
      const free = variables[next];
      if (free !== undefined) {
        decide(prefer(free) ? free : -free);
        continue;
      }
      const judgement = judge(value);
      if (judgement.is === "possible") return { is: "yes", values: value };
      conflicts += 1;
      conflictsInAll += 1;
      if (conflicts > MOST_CONFLICTS || conflictsInAll > MOST_IN_ALL) return { is: "undecided" };
      for (const clause of judgement.because) add(judgement.is === "unknown" ? [...clause, doubt] : clause);
      next = 0;
    }
  }

  function decide(literal: Literal): void {
    starts.push(trail.length);
    set(literal, -1);
  }

  /** Learns why a clause was violated, and goes back to where that would have made a difference. */
  function learn(violated: Literal[]): void {
    const seen = new Set<number>();
    const others: Literal[] = [];
    let open = 0;
    let at = trail.length - 1;
    let clause: readonly Literal[] = violated;
    let resolved: Literal = 0;
    for (;;) {
      for (const one of clause) {
        const of = Math.abs(one);
        if (one === resolved || seen.has(of) || levelOf(one) === 0) continue;
        seen.add(of);
        if (levelOf(one) === starts.length) open += 1;
        else others.push(one);
      }
      while (!seen.has(Math.abs(trail[at] ?? 0))) at -= 1;
      resolved = trail[at] ?? 0;
      at -= 1;
      open -= 1;
      if (open === 0) break;
      clause = clauses[reasons[Math.abs(resolved)] ?? -1] ?? [];
    }
    others.sort((a, b) => levelOf(b) - levelOf(a));
    const [deepest] = others;
    backTo(deepest === undefined ? 0 : levelOf(deepest));
    const learned = [-resolved, ...others];
    set(-resolved, learned.length > 1 ? keep(learned) : -1);
  }

  /** The assumptions from which the negation of one follows. */
  function refused(assumption: Literal, assumed: readonly Literal[]): Answer {
    const core = new Set<Literal>([assumption]);
    const seen = new Set([Math.abs(assumption)]);
    for (const literal of trail.toReversed()) {
      const of = Math.abs(literal);
      if (!seen.has(of) || levelOf(literal) === 0) continue;
      const reason = reasons[of] ?? -1;
      if (reason === -1) core.add(literal);
      else for (const one of clauses[reason] ?? []) seen.add(Math.abs(one));
    }
    if (core.has(-doubt)) return { is: "undecided" };
    return { is: "no", core: assumed.filter((one) => core.has(one)) };
  }
}
