/** Moments that rules wait for (R-160 to R-163 of the ruleset's SPEC.md). */
import { describe, expect, test } from "vitest";
import { defaultLifecycle } from "../lifecycle/index.ts";
import type { Declared } from "./clocks.ts";
import { answeredIn, type History, heard, movedTo, openedHistory, promised, withReached } from "./history.ts";
import { reachedBy, reachesAt, waitKey } from "./reached.ts";
import type { TimeWait } from "./types.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hours = (n: number) => ({ n, unit: "hour" }) as const;
const target = {
  ...{ name: "S", calendar: null, warn: null },
  limits: { first: hours(4), next: hours(2), resolved: { n: 3, unit: "day" } },
} as const;
const declared = (...waits: readonly TimeWait[]): Declared => ({
  ...{ lifecycle: defaultLifecycle, targets: [target], since: 0 },
  waits: waits.map((wait) => ({ wait, since: 0 })),
});
const clock = (
  side: "before" | "after",
  n: number,
  name: "first" | "next" | "resolved" = "first",
): TimeWait => ({
  ...{ on: "clock", clock: name, side },
  length: n === 0 ? null : hours(n),
});
const stay = (state: string, n: number): TimeWait => ({
  on: "stay",
  state,
  length: hours(n),
  calendar: null,
});
/** A ticket that was opened at 1 o'clock. */
const opened = (): History => promised(openedHistory("new", HOUR), { target: "S" }, HOUR);
const at = (history: History, ...waits: readonly TimeWait[]) => reachesAt(history, declared(...waits));

describe("R-161: moments of clocks", () => {
  test.each<[string, TimeWait, number]>([
    ["an hour before", clock("before", 1), 4 * HOUR],
    ["when it is due", clock("after", 0), 5 * HOUR + 1],
    ["an hour after", clock("after", 1), 6 * HOUR + 1],
    ["longer before than was promised", clock("before", 9), HOUR],
    ["of the resolution", clock("before", 1, "resolved"), 72 * HOUR],
  ])("%s", (_, wait, moment) => {
    expect(at(opened(), wait)).toBe(moment);
  });

  test("none of a clock that stopped, does not go, or pauses before", () => {
    expect(at(answeredIn(opened(), "a" as never, 2 * HOUR), clock("before", 1))).toBeNull();
    expect(at(opened(), clock("before", 1, "next"))).toBeNull();
    expect(at(movedTo(opened(), "hold", 2 * HOUR), clock("before", 1))).toBeNull();
    expect(at(promised(opened(), { target: null }, HOUR), clock("before", 1))).toBeNull();
    expect(at(movedTo(opened(), "closed", 9 * HOUR), clock("after", 0))).toBeNull();
    expect(at({ ...opened(), merged: true }, clock("before", 1))).toBeNull();
  });

  test("the clock of the next answer comes to it with each start", () => {
    const wait = clock("after", 0, "next");
    const asked = heard(answeredIn(opened(), "a" as never, 2 * HOUR), 3 * HOUR);
    const [moment, ...others] = reachedBy(asked, declared(wait), 9 * HOUR);
    expect([moment, others]).toEqual([{ wait, startedAt: 3 * HOUR, at: 5 * HOUR }, []]);
    const told = withReached(asked, { key: waitKey(wait), startedAt: 3 * HOUR });
    expect(reachedBy(told, declared(wait), 9 * HOUR)).toEqual([]);
    const again = heard(answeredIn(told, "b" as never, 6 * HOUR), 7 * HOUR);
    expect(reachedBy(again, declared(wait), 9 * HOUR + 1)).toMatchObject([{ startedAt: 7 * HOUR }]);
  });
});

describe("R-161: time in a state", () => {
  test("counts from when the ticket came into it, until it leaves", () => {
    const held = movedTo(opened(), "hold", 2 * HOUR);
    expect(at(held, stay("hold", 72))).toBe(74 * HOUR);
    expect(at(movedTo(held, "open", 3 * HOUR), stay("hold", 72))).toBeNull();
    expect(at(movedTo(held, "closed", 3 * HOUR), stay("closed", 1))).toBe(4 * HOUR);
    expect(at(opened(), stay("new", 1))).toBe(2 * HOUR);
  });

  test("within a calendar's hours, days are working days", () => {
    const office = {
      name: "O",
      zone: "UTC",
      hours: [0, 1, 2, 3, 4].map((day) => ({ day, from: 540, to: 1020 })),
      holidays: [],
    };
    const wait = { ...stay("hold", 1), length: { n: 1, unit: "day" }, calendar: "O", hours: office } as const;
    // 1970-01-02 was a Friday.
    const friday = DAY + 16 * HOUR;
    expect(at(movedTo(opened(), "hold", friday), wait)).toBe(4 * DAY + 16 * HOUR);
  });
});

test("R-163: what was over before is not caught up on", () => {
  const late = (since: number) => ({ ...declared(), waits: [{ wait: stay("new", 1), since }] });
  expect(reachesAt(opened(), late(2 * HOUR))).toBeNull();
  expect(reachesAt(opened(), late(2 * HOUR - 1))).toBe(2 * HOUR);
  const set = promised(openedHistory("new", 0), { target: "S" }, 5 * HOUR);
  expect(at(set, clock("after", 0))).toBeNull();
  expect(at(set, clock("after", 2))).toBe(6 * HOUR + 1);
});

test("R-162: of each moment, starts are remembered, however often others come", () => {
  let history = opened();
  const mine = { key: waitKey(clock("before", 1, "resolved")), startedAt: HOUR };
  history = withReached(history, mine);
  for (let n = 0; n < 2_000; n += 1)
    history = withReached(history, { key: waitKey(clock("after", 0, "next")), startedAt: n });
  expect(history.reached).toContainEqual(mine);
  expect(history.reached).toHaveLength(4);
});
