import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  closing,
  type DeclaredState,
  defaultLifecycle,
  exitsOf,
  faultsOf,
  following,
  holding,
  initialState,
  isFinal,
  isOverdue,
  isStateName,
  kindOf,
  kinds,
  type Lifecycle,
  lifecycleOf,
  type Mover,
  mayMove,
  merged,
  movesFrom,
  program,
  reopening,
  replied,
  resumed,
  returnsOf,
  unfinishedStates,
  written,
} from "./index.ts";

const DAY = 86_400_000;
const anna: Mover = { is: "person", administrator: false, groups: ["Leads"] };
const ben: Mover = { is: "person", administrator: false, groups: [] };
const boss: Mover = { is: "person", administrator: true, groups: [] };

const state = (
  name: string,
  ways: readonly string[] = [],
  more: Partial<DeclaredState> = {},
): DeclaredState => ({
  ...{ name, ways, kind: null, only: [], onMail: null, onReply: null, returns: null },
  ...more,
});
/** With a way to a second final state for administrators and leads. */
const desk = lifecycleOf([
  state("new", ["open", "closed"]),
  state("open", ["hold", "rejected", "closed"], {
    only: [{ to: "rejected", only: { administrators: true, groups: ["Leads"] } }],
  }),
  state("hold", ["open"], { returns: { to: "open", after: 3 * DAY } }),
  state("rejected", ["open"], { kind: "final", onMail: { to: null, within: 0 } }),
  state("closed", ["hold", "open"], { onMail: { to: "open", within: 14 * DAY } }),
]);

describe("states", () => {
  test("L-1: names", () => {
    const good = ["new", "waiting for parts", "größe 2", "3rd-line", "a_b"];
    const bad = ["", "New", " new", "new ", "overdue", "a/b", "x".repeat(41)];
    expect([...good, ...bad].map(isStateName)).toEqual([...good.map(() => true), ...bad.map(() => false)]);
  });

  test("L-2: kinds where none is given", () => {
    expect(desk.states.map(({ kind }) => kind)).toEqual(["initial", "active", "waiting", "final", "final"]);
    expect(initialState(desk)).toBe("new");
    expect(unfinishedStates(desk)).toEqual(["new", "open", "hold"]);
  });

  test("L-3, L-4: the default lifecycle has no faults", () => {
    expect(faultsOf([state("new", ["closed"]), state("closed")])).toEqual([]);
    expect(faultsOf([state("new", ["open"]), state("open")])).toMatchObject([{ code: "no-final" }]);
    expect(defaultLifecycle.states.map(({ name }) => name)).toEqual(["new", "open", "hold", "closed"]);
  });
});

describe("ways", () => {
  test("L-10: people go along ways, and stay where they are", () => {
    expect(movesFrom(defaultLifecycle, "open", ben)).toEqual(["hold", "closed"]);
    expect(mayMove(defaultLifecycle, "open", "new", ben)).toBe(false);
    expect(mayMove(defaultLifecycle, "open", "open", ben)).toBe(true);
  });

  test("L-11: a way may be for some only", () => {
    expect([anna, ben, boss, program].map((by) => mayMove(desk, "open", "rejected", by))).toEqual([
      ...[true, false, true, true],
    ]);
  });

  test("L-12: closing and reopening", () => {
    expect([closing(desk, "open", anna), closing(desk, "open", ben)]).toEqual(["rejected", "closed"]);
    expect([closing(desk, "hold", anna), closing(desk, "closed", ben)]).toEqual([null, "closed"]);
    expect([reopening(desk, "closed", ben), reopening(desk, "open", ben)]).toEqual(["hold", null]);
  });

  test("L-13: a merge always finds a final state", () => {
    expect([merged(desk, "open"), merged(desk, "hold"), merged(desk, "closed")]).toEqual([
      ...["rejected", "rejected", "closed"],
    ]);
  });
});

describe("what happens by itself", () => {
  test("L-20: mail from the requester", () => {
    const mailed = (lifecycle: Lifecycle, from: string) =>
      written(lifecycle, { state: from, stateSince: 0 }, 5);
    expect(["new", "open", "hold", "closed"].map((from) => mailed(defaultLifecycle, from))).toEqual([
      ...["new", "open", "open", "open"].map((to) => ({ state: to, late: false })),
    ]);
    const quiet = lifecycleOf([state("new", ["hold", "closed"]), state("hold", ["closed"]), state("closed")]);
    // There is no active state to go to.
    expect(mailed(quiet, "hold")).toEqual({ state: "hold", late: false });
  });

  test("L-21: in time it goes back to work, later it is a new ticket", () => {
    const at = (now: number) => written(desk, { state: "closed", stateSince: 1_000 }, now);
    const open = { state: "open", late: false };
    expect([at(1_000), at(999 + 14 * DAY)]).toEqual([open, open]);
    expect(at(1_000 + 14 * DAY)).toEqual({ state: "open", late: true });
    expect(written(desk, { state: "rejected", stateSince: 1_000 }, 1_000)).toEqual({
      state: "rejected",
      late: true,
    });
  });

  test("L-22: our reply", () => {
    expect(["new", "open", "hold", "closed"].map((from) => replied(defaultLifecycle, from))).toEqual([
      ...["open", "open", "hold", "closed"],
    ]);
  });

  test("L-23: timed returns", () => {
    expect(returnsOf(desk, "hold")).toEqual({ to: "open", after: 3 * DAY });
    expect(returnsOf(desk, "open")).toBeNull();
  });
});

describe("changes of the lifecycle", () => {
  const next = lifecycleOf([state("new", ["done"]), state("done", ["new"], { kind: "final" })]);

  test("L-30, L-31: a state that is gone keeps its kind and can be left", () => {
    const now = following(next, desk);
    expect(now.dropped).toEqual([
      { name: "open", kind: "active" },
      { name: "hold", kind: "waiting" },
      { name: "rejected", kind: "final" },
      { name: "closed", kind: "final" },
    ]);
    expect(["hold", "closed", "done"].map((name) => kindOf(now, name))).toEqual([
      "waiting",
      "final",
      "final",
    ]);
    expect(unfinishedStates(now)).toEqual(["new", "open", "hold"]);
    expect(movesFrom(now, "hold", ben)).toEqual(["done"]);
    expect(written(now, { state: "closed", stateSince: 0 }, 5)).toEqual({ state: "closed", late: false });
    expect([replied(now, "hold"), returnsOf(now, "hold")]).toEqual(["hold", null]);
  });

  test("L-32: it counts again once it is there again", () => {
    const back = following(desk, following(next, desk));
    expect(back.dropped).toEqual([{ name: "done", kind: "final" }]);
    expect(kindOf(back, "hold")).toBe("waiting");
  });

  test("L-33: a state of which nothing is known at all needs something", () => {
    expect([kindOf(desk, "odd"), isFinal(desk, "odd")]).toEqual(["active", false]);
  });
});

test("L-40: overdue is what is due before now, unless it is done", () => {
  const overdue = (state: string, dueAt: number | null) => isOverdue(desk, { state, dueAt }, 10);
  expect([overdue("hold", 9), overdue("hold", 10), overdue("hold", null)]).toEqual([true, false, false]);
  expect([overdue("rejected", 9), overdue("new", 9), overdue("odd", 9)]).toEqual([false, true, true]);
});

const names = ["new", "b", "c", "d", "e", "closed"];
const declared: fc.Arbitrary<readonly DeclaredState[]> = fc.tuple(
  ...names.map((name) =>
    fc
      .record({
        ways: fc.uniqueArray(fc.constantFrom(...names.filter((one) => one !== name)), { maxLength: 3 }),
        kind: fc.option(fc.constantFrom(...kinds)),
        returns: fc.option(
          fc.record({ to: fc.constantFrom(...names.filter((one) => one !== name)), after: fc.constant(DAY) }),
        ),
      })
      .map((one) => state(name, one.ways, one)),
  ),
);

test("L-4: what is found is what walking from each state finds", () => {
  let found = 0;
  fc.assert(
    fc.property(declared, (states) => {
      const faults = faultsOf(states);
      if (faults.some(({ code }) => code === "initial" || code === "no-final")) return;
      const lifecycle = lifecycleOf(states);
      const exits = new Map(lifecycle.states.map((one) => [one.name, exitsOf(one)]));
      // All states that can be reached in up to as many steps as there are states.
      const walk = (from: string): ReadonlySet<string> => {
        let seen = new Set([from]);
        for (const _ of names) seen = new Set([...seen].flatMap((one) => [one, ...(exits.get(one) ?? [])]));
        return seen;
      };
      const start = walk(initialState(lifecycle));
      for (const { name } of lifecycle.states) {
        const codes = faults.filter((one) => one.state === name).map(({ code }) => code);
        const ends = [...walk(name)].some((one) => isFinal(lifecycle, one));
        expect(codes.includes("unreachable")).toBe(!start.has(name));
        if (start.has(name)) expect(codes.some((code) => code === "stuck" || code === "endless")).toBe(!ends);
        found += codes.length;
      }
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(50);
});

describe("hold", () => {
  test("L-14: the first waiting state to which one may go; what waits stays", () => {
    expect(holding(desk, "open", anna)).toBe("hold");
    expect(holding(desk, "hold", ben)).toBe("hold");
    expect(holding(desk, "new", anna)).toBeNull();
  });

  test("L-24: where its time leads, or the first active state", () => {
    expect(resumed(desk, "hold")).toBe("open");
    const two = lifecycleOf([
      state("new", ["parts"]),
      state("parts", ["done", "testing"], { kind: "waiting" }),
      state("open", ["parts"]),
      state("testing", ["done"]),
      state("done", ["open"], { kind: "final" }),
    ]);
    expect(resumed(two, "parts")).toBe("testing");
    expect(resumed(two, "unknown")).toBe("open");
  });
});
