/** For tests: histories from what happened, and their clocks counted step by step, so simply that it is right. */
import type { MessageKey } from "../../base/ids.ts";
import { messageKey } from "../../base/ids.ts";
import { openSteps, randomCalendar } from "../calendar/testing.ts";
import { type DeclaredState, lifecycleOf } from "../lifecycle/index.ts";
import {
  answeredIn,
  clocksOf,
  type Declared,
  type History,
  heard,
  movedTo,
  openedHistory,
  promised,
  type Target,
  withoutAnswers,
} from "./index.ts";

const state = (name: string, ways: readonly string[]): DeclaredState => ({
  ...{ name, kind: null, ways, only: [], onMail: null, onReply: null, returns: null },
});

/** new, open, hold and closed; every way is there. */
export const lifecycle = lifecycleOf([
  state("new", ["open", "hold", "closed"]),
  state("open", ["hold", "closed"]),
  state("hold", ["open", "closed"]),
  state("closed", ["open", "hold"]),
]);

/** What happens to a ticket, at a step after it was opened. */
export type Happening =
  | { readonly is: "state"; readonly at: number; readonly to: string }
  | { readonly is: "heard"; readonly at: number }
  | { readonly is: "answer"; readonly at: number; readonly goneAt: number | null };

const keyAt = (n: number): MessageKey => messageKey(`answer-${n}`);

/** The history of a ticket that was opened as new at a moment, with a target. */
function historyOf(
  openedAt: number,
  target: string,
  happenings: readonly Happening[],
  length: number,
): History {
  const events = happenings.flatMap((one, n) => {
    const at = openedAt + one.at * length;
    if (one.is === "state") return [{ at, do: (history: History) => movedTo(history, one.to, at) }];
    if (one.is === "heard") return [{ at, do: (history: History) => heard(history, at) }];
    const gone = one.goneAt === null ? [] : [openedAt + one.goneAt * length];
    return [
      { at, do: (history: History) => answeredIn(history, keyAt(n), at) },
      ...gone.map((when) => ({ at: when, do: (history: History) => withoutAnswers(history, [keyAt(n)]) })),
    ];
  });
  return events
    .toSorted((a, b) => a.at - b.at)
    .reduce(
      (history, event) => event.do(history),
      promised(openedHistory("new", openedAt), { target }, openedAt),
    );
}

export const declaring = (...targets: readonly Target[]): Declared => ({ lifecycle, targets, since: 0 });

export interface Counted {
  readonly name: "first" | "next" | "resolved";
  readonly startedAt: number;
  readonly doneAt: number | null;
  readonly warnAt: number | null;
  readonly dueAt: number | null;
}

/**
 * The clocks of a ticket by going through time step by step, up to an end.
 * @param limits the promised steps, and how many before are warned of
 */
function countedBySteps(
  openedAt: number,
  happenings: readonly Happening[],
  {
    calendar,
    limits,
  }: {
    readonly calendar: Target["calendar"];
    readonly limits: Readonly<Record<Counted["name"], readonly [within: number, warn: number]>>;
  },
  { length, steps }: { readonly length: number; readonly steps: number },
): readonly Counted[] {
  const open =
    calendar === null
      ? Array.from({ length: steps }, () => true)
      : openSteps(calendar, openedAt, openedAt + steps * length, length / 60_000);
  const stayed = happenings.filter((one) => one.is !== "answer" || one.goneAt === null);
  const stateAt: string[] = [];
  for (let n = 0; n < steps; n++) {
    const last = happenings.findLast((one) => one.is === "state" && one.at <= n);
    stateAt.push(last?.is === "state" ? last.to : "new");
  }
  const runs = (n: number) => open[n] === true && (stateAt[n] === "new" || stateAt[n] === "open");
  const at = (n: number | null) => (n === null ? null : openedAt + n * length);

  const count = (name: Counted["name"], from: number, done: number | null): Counted => {
    const [within, warn] = limits[name];
    let [counted, due, warned]: [number, number | null, number | null] = [0, null, null];
    for (let n = from; n <= (done ?? steps - 1); n++) {
      if (counted === within) due ??= n;
      if (counted === within - warn && (counted > 0 || runningFrom(n))) warned ??= n;
      if (n < steps && n !== done && runs(n)) counted += 1;
    }
    return {
      name,
      startedAt: openedAt + from * length,
      doneAt: at(done),
      warnAt: at(warned),
      dueAt: at(due),
    };
  };
  const runningFrom = (n: number) => stateAt[n] === "new" || stateAt[n] === "open";

  let [first, asked, answered]: [number | null, number | null, number | null] = [null, null, null];
  for (const one of stayed) {
    if (one.is === "answer") {
      first ??= one.at;
      if (asked !== null) answered ??= one.at;
    }
    // A new question after the last answer.
    if (one.is === "heard" && first !== null && (asked === null || answered !== null))
      [asked, answered] = [one.at, null];
  }
  const last = happenings.findLastIndex((one) => one.is === "state" && one.to !== "closed");
  const closed = happenings.slice(last + 1).find((one) => one.is === "state");
  return [
    count("first", 0, first),
    ...(asked === null ? [] : [count("next", asked, answered)]),
    count("resolved", 0, closed?.at ?? null),
  ];
}

/** Minutes; hours, shifts and what happens are multiples of it. */
const STEP = 15;
const LENGTH = STEP * 60_000;
const DAY = (24 * 60) / STEP;

/**
 * The clocks of a random ticket that is opened in a month of some year, as they are and as they are counted.
 * @param month 0 for January
 */
export function comparedOver(
  pick: (n: number) => number,
  zone: string,
  month: number,
): { readonly clocks: readonly Counted[]; readonly counted: readonly Counted[]; readonly what: string } {
  const year = 1995 + pick(45);
  const calendar = pick(6) === 0 ? null : randomCalendar(pick, zone, year, STEP);
  // Before clocks usually shift.
  const openedAt = Date.UTC(year, month, 18 + pick(10)) + pick(DAY) * LENGTH;
  const happenings = randomHappenings(pick);
  const hours = { first: 1 + pick(20), next: 1 + pick(20), resolved: 1 + pick(60) };
  const warn = pick(2) === 0 ? null : { n: STEP * (1 + pick(40)), unit: "minute" as const };
  const limit = (n: number) => ({ n, unit: "hour" as const });
  const target: Target = {
    ...{ name: "T", calendar, warn },
    limits: { first: limit(hours.first), next: limit(hours.next), resolved: limit(hours.resolved) },
  };
  const steps = (n: number): readonly [number, number] => {
    const within = (n * 60) / STEP;
    return [within, warn === null ? within / 4 : Math.min(within, warn.n / STEP)];
  };
  const limits = { first: steps(hours.first), next: steps(hours.next), resolved: steps(hours.resolved) };
  const counted = countedBySteps(
    openedAt,
    happenings,
    { calendar, limits },
    { length: LENGTH, steps: 30 * DAY },
  );
  const horizon = openedAt + 30 * DAY * LENGTH;
  const within = (at: number | null) => (at !== null && at < horizon ? at : null);
  const history = historyOf(openedAt, "T", happenings, LENGTH);
  const clocks = clocksOf(history, declaring(target)).map(({ name, startedAt, doneAt, warnAt, dueAt }) => ({
    ...{ name, startedAt, doneAt, warnAt: within(warnAt), dueAt: within(dueAt) },
  }));
  return { clocks, counted, what: `${zone}, ${new Date(openedAt).toISOString()}` };
}

function randomHappenings(pick: (n: number) => number): readonly Happening[] {
  const all: Happening[] = [];
  for (let at = pick(DAY); at < 8 * DAY; at += 1 + pick(DAY)) {
    const kind = pick(4);
    if (kind === 0) all.push({ is: "heard", at });
    else if (kind === 1) all.push({ is: "answer", at, goneAt: pick(3) === 0 ? at + 1 + pick(DAY) : null });
    else all.push({ is: "state", at, to: ["open", "hold", "closed", "open"][pick(4)] ?? "open" });
  }
  return all;
}
