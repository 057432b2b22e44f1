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

/** Clauses looked at in all questions together: some seconds. */
const MOST_STEPS = 60_000_000;
/** Variables that are remembered for having been in conflicts. */
const MOST_RECENT = 20_000;

/** Within, a literal is a code: twice its variable, one more if it is negated. */
const codeOf = (literal: Literal): number => (literal > 0 ? 2 * literal : 1 - 2 * literal);
const literalOf = (code: number): Literal => (code & 1 ? -(code >> 1) : code >> 1);

export function createSolver(): Solver {
  const clauses: number[][] = [];
  /** Clauses by the codes that they watch. */
  const watching: number[][] = [[], []];
  /** By code: 0 if it has no value, 1 if it is true, -1 if it is false. */
  let truth = new Int8Array(1024);
  /** By variable: the level at which it got its value, and the clause because of which; -1 if it was decided. */
  const levels: number[] = [0];
  const reasons: number[] = [-1];
  const trail: number[] = [];
  const starts: number[] = [];
  /** Variables of recent conflicts, the latest last: they are decided first. */
  let recent: number[] = [];
  /** By variable: the literal that last held, in the current question. */
  let held = new Map<number, number>();
  let done = 0;
  let contradictory = false;
  let conflictsInAll = 0;
  let steps = 0;

  const levelOf = (code: number): number => levels[code >> 1] ?? 0;
  const value = (variable: number): boolean | undefined => {
    const known = truth[2 * variable];
    return known === undefined || known === 0 ? undefined : known === 1;
  };
  /** Assumed to be false while a question is asked: it marks clauses that are not known to hold. */
  const doubt = variable();

  return { variable, add, ask };

  function variable(): number {
    levels.push(0);
    reasons.push(-1);
    watching.push([], []);
    const fresh = levels.length - 1;
    if (2 * fresh + 1 >= truth.length) {
      const larger = new Int8Array(2 * truth.length);
      larger.set(truth);
      truth = larger;
    }
    return fresh;
  }

  function add(clause: Clause): void {
    backTo(0);
    const left = [...new Set(clause)].map(codeOf).filter((one) => truth[one] !== -1);
    if (left.some((one) => truth[one] === 1 || left.includes(one ^ 1))) return;
    const [only] = left;
    if (only === undefined) contradictory = true;
    else if (left.length === 1) contradictory = !set(only, -1) || propagated() !== null || contradictory;
    else keep(left);
  }

  function keep(clause: number[]): number {
    const n = clauses.push(clause) - 1;
    for (const one of clause.slice(0, 2)) watching[one]?.push(n);
    return n;
  }

  /** @returns false if it has the other value */
  function set(code: number, reason: number): boolean {
    const now = truth[code] ?? 0;
    if (now !== 0) return now === 1;
    truth[code] = 1;
    truth[code ^ 1] = -1;
    levels[code >> 1] = starts.length;
    reasons[code >> 1] = reason;
    trail.push(code);
    return true;
  }

  /** Sets what follows; the clause that is violated, null if none is. */
  function propagated(): number[] | null {
    while (done < trail.length) {
      const code = trail[done] ?? 0;
      done += 1;
      const violated = follow(code ^ 1);
      if (violated !== null) return violated;
    }
    return null;
  }

  /** What follows from a literal that has become false. */
  function follow(gone: number): number[] | null {
    const list = watching[gone] ?? [];
    steps += list.length;
    let kept = 0;
    for (let at = 0; at < list.length; at += 1) {
      const n = list[at] ?? 0;
      const clause = clauses[n] ?? [];
      let first = clause[0] ?? 0;
      if (first === gone) {
        first = clause[1] ?? 0;
        clause[0] = first;
        clause[1] = gone;
      }
      if (truth[first] === 1 || !moved(n, clause, gone)) {
        list[kept++] = n;
        if (truth[first] === 1 || set(first, n)) continue;
        for (at += 1; at < list.length; at += 1) list[kept++] = list[at] ?? 0;
        list.length = kept;
        return clause;
      }
    }
    list.length = kept;
    return null;
  }

  /** Lets a clause watch another of its literals that is not false, if there is one. */
  function moved(n: number, clause: number[], gone: number): boolean {
    for (let place = 2; place < clause.length; place += 1) {
      const other = clause[place] ?? 0;
      if (truth[other] === -1) continue;
      clause[1] = other;
      clause[place] = gone;
      watching[other]?.push(n);
      return true;
    }
    return false;
  }

  function backTo(level: number): void {
    if (starts.length <= level) return;
    const from = starts[level] ?? 0;
    for (let n = from; n < trail.length; n += 1) {
      const code = trail[n] ?? 0;
      truth[code] = 0;
      truth[code ^ 1] = 0;
      held.set(code >> 1, code);
    }
    trail.length = from;
    starts.length = level;
    done = from;
  }

  function ask({ assume, variables, prefer, judge }: Question): Answer {
    backTo(0);
    recent = [];
    held = new Map();
    const assumed = [-doubt, ...assume];
    let conflicts = 0;
    let next = 0;
    let late = -1;
    for (;;) {
      if (contradictory) return { is: "no", core: [] };
      if (steps > MOST_STEPS) return { is: "undecided" };
      const violated = propagated();
      if (violated !== null) {
        conflicts += 1;
        conflictsInAll += 1;
        if (starts.length === 0) contradictory = true;
        else if (conflicts > MOST_CONFLICTS || conflictsInAll > MOST_IN_ALL) return { is: "undecided" };
        else learn(violated);
        next = 0;
        late = recent.length - 1;
        continue;
      }
      const assumption = assumed[starts.length];
      if (assumption !== undefined) {
        const code = codeOf(assumption);
        if (truth[code] === -1) return refused(code, assumed);
        decide(code);
        continue;
      }
      while (late >= 0 && truth[2 * (recent[late] ?? 0)] !== 0) late -= 1;
      const disputed = recent[late];
      if (disputed !== undefined) {
        decide(held.get(disputed) ?? 2 * disputed + 1);
        continue;
      }
      while (next < variables.length && truth[2 * (variables[next] ?? 0)] !== 0) next += 1;
      const free = variables[next];
      if (free !== undefined) {
        decide(held.get(free) ?? codeOf(prefer(free) ? free : -free));
        continue;
      }
      const judgement = judge(value);
      if (judgement.is === "possible") return { is: "yes", values: value };
      conflicts += 1;
      conflictsInAll += 1;
      if (conflicts > MOST_CONFLICTS || conflictsInAll > MOST_IN_ALL) return { is: "undecided" };
      for (const clause of judgement.because)
        refute(judgement.is === "unknown" ? [...clause, doubt] : clause);
      next = 0;
      late = recent.length - 1;
    }
  }

  function decide(code: number): void {
    starts.push(trail.length);
    set(code, -1);
  }

  /**
   * Adds a clause that the values violate, and goes back no further than is needed to mend that: most values stay. Of several
   * such clauses, a later one may be mended already.
   */
  function refute(clause: Clause): void {
    const heightOf = (code: number) => (truth[code] === -1 ? levelOf(code) : Number.POSITIVE_INFINITY);
    const codes = [...new Set(clause)].map(codeOf).filter((one) => heightOf(one) > 0);
    if (codes.length < 2) {
      add(clause);
      return;
    }
    codes.sort((a, b) => heightOf(b) - heightOf(a));
    const [highest = 0, second = 0] = codes.map(heightOf);
    const n = keep(codes);
    if (second === Number.POSITIVE_INFINITY) return;
    if (highest > second) {
      backTo(second);
      set(codes[0] ?? 0, n);
    } else {
      backTo(highest);
      learn(codes);
    }
  }

  /** Learns why a clause was violated, and goes back to where that would have made a difference. */
  function learn(violated: readonly number[]): void {
    const seen = new Set<number>();
    const others: number[] = [];
    let open = 0;
    let at = trail.length - 1;
    let clause = violated;
    let resolved = 0;
    for (;;) {
      for (const one of clause) {
        const of = one >> 1;
        if (one === resolved || seen.has(of) || levelOf(one) === 0) continue;
        seen.add(of);
        if (levelOf(one) === starts.length) open += 1;
        else others.push(one);
      }
      while (!seen.has((trail[at] ?? 0) >> 1)) at -= 1;
      resolved = trail[at] ?? 0;
      at -= 1;
      open -= 1;
      if (open === 0) break;
      clause = clauses[reasons[resolved >> 1] ?? -1] ?? [];
    }
    if (recent.length > MOST_RECENT) recent = recent.slice(-MOST_RECENT / 2);
    for (const one of seen) recent.push(one);
    others.sort((a, b) => levelOf(b) - levelOf(a));
    const [deepest] = others;
    backTo(deepest === undefined ? 0 : levelOf(deepest));
    const learned = [resolved ^ 1, ...others];
    set(resolved ^ 1, learned.length > 1 ? keep(learned) : -1);
  }

  /** The assumptions from which the negation of one follows. */
  function refused(code: number, assumed: readonly Literal[]): Answer {
    const core = new Set<Literal>([literalOf(code)]);
    const seen = new Set([code >> 1]);
    for (const one of trail.toReversed()) {
      const of = one >> 1;
      if (!seen.has(of) || levelOf(one) === 0) continue;
      const reason = reasons[of] ?? -1;
      if (reason === -1) core.add(literalOf(one));
      else for (const other of clauses[reason] ?? []) seen.add(other >> 1);
    }
    if (core.has(-doubt)) return { is: "undecided" };
    return { is: "no", core: assumed.filter((one) => core.has(one)) };
  }
}
