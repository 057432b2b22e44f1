/** Reads the lifecycle that a ruleset declares. */
import { distance } from "../../base/distance.ts";
import {
  type DeclaredState,
  faultsOf,
  isStateName,
  type Kind,
  kinds,
  lifecycleOf,
  MOST_STATES,
  type Only,
} from "../lifecycle/index.ts";
import type { Cursor } from "./cursor.ts";
import { readDuration } from "./duration.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import type { Line, Span } from "./tokens.ts";
import type { NameOfState, PlacedLifecycle } from "./tree.ts";

/** The line of a state: its kind, its name, its ways, and what follows them. */
export interface StatePiece {
  readonly kind: "state";
  readonly state: NameOfState;
  readonly is: Kind | null;
  readonly ways: readonly NameOfState[];
  readonly clauses: readonly Clause[];
}

/** What else is said of a state. Times are milliseconds. */
export type Clause =
  | { readonly on: "mail"; readonly to: NameOfState | null; readonly within: number | null }
  | { readonly on: "reply"; readonly to: NameOfState | null }
  | { readonly on: "time"; readonly to: NameOfState; readonly after: number }
  | { readonly on: "way"; readonly to: NameOfState; readonly only: Only };

/** How many letters a misspelt name may differ by. */
const CLOSE = 2;
const kindWords: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind, kind]));

export function readState(cursor: Cursor): StatePiece {
  const next = cursor.peek(1);
  const is = next?.kind === "word" || next?.kind === "text" ? cursor.oneOf(kindWords) : null;
  const state = readName(cursor);
  const ways: NameOfState[] = [];
  if (cursor.takesMark("->"))
    do ways.push(readName(cursor));
    while (cursor.takesMark(","));
  const [last] = ways.length === 1 ? ways : [];
  const short = last && cursor.takes("when") ? [readWhen(cursor, last)] : [];
  return { kind: "state", state, is, ways, clauses: [...short, ...readClauses(cursor)] };
}

/** Reads what follows each "and" up to the end of the line. */
export function readClauses(cursor: Cursor): readonly Clause[] {
  const clauses: Clause[] = [];
  while (cursor.takes("and")) clauses.push(cursor.oneOf(beginnings)(cursor));
  return clauses;
}

const beginnings: ReadonlyMap<string, (cursor: Cursor) => Clause> = new Map<
  string,
  (cursor: Cursor) => Clause
>([
  ["goes to", readGoing],
  ["returns to", readGoing],
  ["stays when", (cursor) => readWhen(cursor, null)],
  ["opens new ticket when requester writes", () => ({ on: "mail", to: null, within: 0 })],
  ["to", (cursor) => ({ on: "way", to: readName(cursor), only: readOnly(cursor) })],
]);

function readGoing(cursor: Cursor): Clause {
  const to = readName(cursor);
  const timed = cursor.oneOf(
    new Map([
      ["when", false],
      ["after", true],
    ]),
  );
  return timed ? { on: "time", to, after: readDuration(cursor) } : readWhen(cursor, to);
}

function readWhen(cursor: Cursor, to: NameOfState | null): Clause {
  const on = cursor.oneOf(
    new Map([
      ["requester writes", "mail"],
      ["we reply", "reply"],
    ] as const),
  );
  if (on === "reply") return { on, to };
  return { on, to, within: cursor.takes("within") ? readDuration(cursor) : null };
}

function readOnly(cursor: Cursor): Only {
  let administrators = false;
  const groups = new Set<string>();
  let phrases = new Map([
    ["only by administrators", true],
    ["only by group", false],
  ]);
  do {
    if (cursor.oneOf(phrases)) administrators = true;
    else groups.add(cursor.filledText());
    phrases = new Map([
      ["administrators", true],
      ["group", false],
    ]);
  } while (cursor.takesMark(",") || cursor.takes("or"));
  return { administrators, groups: [...groups].sort() };
}

/** Reads the name of a state: a word, or a text in quotes. */
export function readName(cursor: Cursor): NameOfState {
  const token = cursor.peek();
  if (token?.kind !== "word") {
    const text = cursor.text();
    return nameAt(cursor, text.value, text);
  }
  cursor.takes(token.value);
  return nameAt(cursor, token.value, token);
}

function nameAt(cursor: Cursor, written: string, { from, to }: Span): NameOfState {
  const name = written.trim().toLowerCase();
  return isStateName(name) ? { name, from, to } : cursor.stuck("state-name", {}, { from, to });
}

type OfState = (StatePiece | { readonly kind: "clauses"; readonly clauses: readonly Clause[] }) & {
  readonly line: Line;
};

/** A state with all that is said of it. */
interface Said {
  readonly piece: StatePiece;
  readonly clauses: readonly Clause[];
}

/**
 * The lifecycle that lines declare, or what is wrong with it.
 * @param pieces other ones than those of a lifecycle are not looked at
 */
export function checkLifecycle(
  head: Span,
  pieces: readonly ({ readonly kind: string } | OfState)[],
): { readonly lifecycle: PlacedLifecycle | null; readonly problems: readonly Problem[] } {
  const said: { piece: StatePiece; clauses: Clause[] }[] = [];
  for (const piece of pieces.filter(isOfState)) {
    if (piece.kind === "state") said.push({ piece, clauses: [...piece.clauses] });
    else said.at(-1)?.clauses.push(...piece.clauses);
  }
  const first = problemsIn(head, said);
  if (first.length > 0) return { lifecycle: null, problems: first };
  const declared = said.map(declaredOf);
  const places = new Map(said.map(({ piece: { state } }) => [state.name, state]));
  const problems = faultsOf(declared).map((fault) =>
    fault.state === null
      ? problem(fault.code, head, { n: fault.n })
      : problem(fault.code, places.get(fault.state) ?? head, { name: fault.state }),
  );
  const { from, to } = head;
  return { lifecycle: problems.length > 0 ? null : { ...lifecycleOf(declared), from, to }, problems };
}

const isOfState = (piece: { readonly kind: string } | OfState): piece is OfState =>
  piece.kind === "state" || piece.kind === "clauses";

/** Names that are missing or come twice. */
function problemsIn(head: Span, said: readonly Said[]): readonly Problem[] {
  if (said.length === 0) return [problem("no-states", head)];
  const extra = said[MOST_STATES];
  if (extra) return [problem("too-many", extra.piece.state, { of: "lifecycle", most: MOST_STATES })];
  const problems: Problem[] = [];
  const names = new Set<string>();
  for (const { piece } of said) {
    const { name } = piece.state;
    if (names.has(name)) problems.push(problem("state-twice", piece.state, { name }));
    names.add(name);
  }
  const known = [...names];
  for (const { piece, clauses } of said) {
    const own = piece.state.name;
    const ways = new Set<string>();
    const named = [...piece.ways, ...clauses.flatMap(({ to }) => to ?? [])];
    for (const one of named) {
      if (!names.has(one.name)) {
        const close = known.find((other) => distance(other, one.name) <= CLOSE) ?? "";
        problems.push(problem("state-unknown", one, { name: one.name, close }));
      } else if (one.name === own) problems.push(problem("state-itself", one, { name: own }));
    }
    for (const way of piece.ways) {
      if (ways.has(way.name)) problems.push(problem("way-twice", way, { name: way.name }));
      ways.add(way.name);
    }
    const times = new Set<string>();
    for (const clause of clauses) {
      const key = clause.on === "way" ? `way ${clause.to.name}` : clause.on;
      const place = clause.to ?? piece.state;
      if (times.has(key)) problems.push(problem("clause-twice", place, { name: own }));
      times.add(key);
      if (clause.on === "way" && names.has(clause.to.name) && !ways.has(clause.to.name))
        problems.push(problem("no-way", place, { name: own, to: clause.to.name }));
    }
  }
  return problems;
}

function declaredOf({ piece, clauses }: Said): DeclaredState {
  const of = <On extends Clause["on"]>(on: On) =>
    clauses.find((one): one is Extract<Clause, { readonly on: On }> => one.on === on);
  const [mail, reply, time] = [of("mail"), of("reply"), of("time")];
  return {
    ...{ name: piece.state.name, kind: piece.is, ways: piece.ways.map(({ name }) => name) },
    only: clauses.flatMap((one) => (one.on === "way" ? [{ to: one.to.name, only: one.only }] : [])),
    onMail: mail ? { to: mail.to?.name ?? null, within: mail.within } : null,
    onReply: reply ? { to: reply.to?.name ?? null } : null,
    returns: time ? { to: time.to.name, after: time.after } : null,
  };
}

const problem = (code: ProblemCode, { from, to }: Span, params: Problem["params"] = {}): Problem => ({
  code,
  params,
  from,
  to,
});
