import { describe, expect, test } from "vitest";
import { messageKey } from "../../base/ids.ts";
import type { Calendar } from "../calendar/index.ts";
import { isOverdue } from "../lifecycle/index.ts";
import {
  answeredIn,
  clocksOf,
  type Declared,
  type History,
  heard,
  isMissed,
  leftOf,
  lengthOf,
  momentsOf,
  movedTo,
  openedHistory,
  promised,
  type Target,
  tellAt,
  tellNow,
  untold,
  withoutAnswers,
  withTold,
} from "./index.ts";
import { declaring, lifecycle } from "./testing.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday. */
const monday = Date.UTC(2026, 5, 1);
const at = (hour: number, day = 0) => monday + day * DAY + hour * HOUR;
const office: Calendar = {
  ...{ name: "Office", zone: "UTC", holidays: ["2026-06-03"] },
  hours: [
    ...[0, 1, 2, 3].map((day) => ({ day, from: 9 * 60, to: 17 * 60 })),
    { day: 4, from: 9 * 60, to: 12 * 60 },
  ],
};
const hours = (n: number) => ({ n, unit: "hour" as const });
const target = (more: Partial<Target> = {}): Target => ({
  ...{ name: "T", calendar: null, warn: null },
  ...{ limits: { first: hours(4), next: hours(2), resolved: hours(48) } },
  ...more,
});
const declared = declaring(target());
const opened = promised(openedHistory("new", at(9)), { target: "T" }, at(9));
const one = messageKey("one");
const two = messageKey("two");
const clock = (history: History, name: string, given: Declared = declared) =>
  clocksOf(history, given).find((each) => each.name === name);
const dueAt = (history: History, name: string, given?: Declared) =>
  clock(history, name, given)?.dueAt ?? null;

describe("what is promised", () => {
  test("T-1, T-5: the promises of the target, none without it, or if it is not declared any more", () => {
    expect(clocksOf(opened, declared).map(({ name }) => name)).toEqual(["first", "resolved"]);
    const few = declaring(target({ limits: { first: null, next: null, resolved: hours(5) } }));
    expect(clocksOf(opened, few).map(({ name }) => name)).toEqual(["resolved"]);
    expect(clocksOf(openedHistory("new", at(9)), declared)).toEqual([]);
    expect(clocksOf(opened, declaring())).toEqual([]);
    expect(momentsOf(opened, declaring())).toEqual({ dueAt: null, soonAt: null });
  });

  test("T-2, T-15: another target takes its place, and counts from the start", () => {
    const quick = target({ name: "Quick", limits: { first: hours(1), next: null, resolved: null } });
    const both = declaring(target(), quick);
    const changed = promised(opened, { target: "Quick" }, at(12));
    expect(clocksOf(changed, both).map(({ name, dueAt: due }) => [name, due])).toEqual([["first", at(10)]]);
    expect(momentsOf(promised(changed, { target: null }, at(13)), both).dueAt).toBeNull();
  });

  test("T-3: a day is as long as the longest of the calendar, a week as all its hours", () => {
    const long = (n: number, unit: "minute" | "hour" | "day" | "week", calendar: Calendar | null) =>
      lengthOf({ n, unit }, calendar) / HOUR;
    expect([long(30, "minute", office), long(3, "hour", office)]).toEqual([0.5, 3]);
    expect([long(2, "day", office), long(1, "week", office)]).toEqual([16, 35]);
    expect([long(2, "day", null), long(1, "week", null)]).toEqual([48, 168]);
    // Hours that overlap count once, also those that go on after Sunday (C-4).
    const night: Calendar = {
      ...office,
      hours: [
        { day: 6, from: 20 * 60, to: 28 * 60 },
        { day: 0, from: 0, to: 8 * 60 },
        { day: 0, from: 6 * 60, to: 10 * 60 },
      ],
    };
    expect([long(1, "day", night), long(1, "week", night)]).toEqual([10, 14]);
    const inOffice = declaring(
      target({ calendar: office, limits: { first: { n: 1, unit: "day" }, next: null, resolved: null } }),
    );
    const late = promised(openedHistory("new", at(16)), { target: "T" }, at(16));
    expect(dueAt(late, "first", inOffice)).toBe(at(16, 1));
    // Over the holiday on Wednesday.
    const tuesday = promised(openedHistory("new", at(16, 1)), { target: "T" }, at(16, 1));
    expect(dueAt(tuesday, "first", inOffice)).toBe(at(16, 3));
  });

  test("T-4: the warning, a quarter before if nothing is said", () => {
    const warned = (warn: Target["warn"]) => clock(opened, "first", declaring(target({ warn })))?.warnAt;
    expect(warned(null)).toBe(at(12));
    expect(warned({ n: 30, unit: "minute" })).toBe(at(12.5));
    expect(warned({ n: 1, unit: "day" })).toBe(at(9));
  });
});

describe("clocks", () => {
  test("T-10: the first answer stops the first clock", () => {
    expect(clock(opened, "first")).toMatchObject({ startedAt: at(9), doneAt: null, dueAt: at(13) });
    const answered = answeredIn(answeredIn(opened, one, at(10)), two, at(11));
    expect(clock(answered, "first")).toMatchObject({ doneAt: at(10), dueAt: null, spent: HOUR });
    // Mail of the requester before the first answer starts no clock.
    expect(clocksOf(heard(opened, at(9.5)), declared).map(({ name }) => name)).toEqual(["first", "resolved"]);
  });

  test("T-11: the next answer, from the first mail after one", () => {
    const asked = heard(heard(answeredIn(opened, one, at(10)), at(14)), at(15));
    expect(clock(asked, "next")).toMatchObject({ startedAt: at(14), doneAt: null, dueAt: at(16) });
    const answered = answeredIn(asked, two, at(15.5));
    expect(clock(answered, "next")).toMatchObject({ startedAt: at(14), doneAt: at(15.5), dueAt: null });
    expect(clock(heard(answered, at(20)), "next")).toMatchObject({ startedAt: at(20), dueAt: at(22) });
  });

  test("T-12, T-13: clocks pause in waiting and final states, and go on", () => {
    const paused = movedTo(opened, "hold", at(10));
    expect(clock(paused, "first")).toMatchObject({ paused: true, dueAt: null, spent: HOUR });
    const on = movedTo(paused, "open", at(20));
    expect(clock(on, "first")).toMatchObject({ paused: false, dueAt: at(23), runningSince: at(20) });
    const closed = movedTo(movedTo(on, "hold", at(21)), "closed", at(22));
    expect(clock(closed, "resolved")).toMatchObject({ doneAt: at(22), spent: 2 * HOUR });
    expect(clock(movedTo(closed, "open", at(0, 3)), "resolved")).toMatchObject({
      ...{ doneAt: null, dueAt: at(0, 3) + 46 * HOUR },
    });
  });

  test("T-14: what is taken back never was", () => {
    const asked = heard(answeredIn(opened, one, at(10)), at(12));
    const answered = answeredIn(asked, two, at(13));
    expect(withoutAnswers(answered, [two])).toEqual(asked);
    expect(clock(withoutAnswers(answered, [one]), "first")).toMatchObject({ doneAt: at(13) });
    expect(withoutAnswers(answered, [one, two]).turns).toEqual([]);
  });

  test("T-15: what is declared now counts, for all of the time", () => {
    const inOffice = declaring(target({ calendar: office }));
    const friday = promised(openedHistory("new", at(10, 4)), { target: "T" }, at(10, 4));
    expect(dueAt(friday, "first")).toBe(at(14, 4));
    expect(dueAt(friday, "first", inOffice)).toBe(at(11, 7));
    const noHold = {
      ...declared,
      lifecycle: {
        ...lifecycle,
        states: lifecycle.states.map((state) => ({
          ...state,
          kind: state.name === "hold" ? ("active" as const) : state.kind,
        })),
      },
    };
    expect(dueAt(movedTo(opened, "hold", at(10)), "first", noHold)).toBe(at(13));
    const now = at(12.5, 7);
    const clocks = clocksOf(friday, inOffice);
    expect(clocks.map((each) => leftOf(each, office, now) / HOUR)).toEqual([-1.5, 48 - 5.5]);
  });

  test("T-16: the last 500 changes of state and 40 turns count", () => {
    let history = opened;
    for (let n = 0; n < 600; n++) history = movedTo(history, n % 2 === 0 ? "open" : "hold", at(10 + n));
    expect(history.stays).toHaveLength(500);
    for (let n = 0; n < 60; n++) {
      history = answeredIn(history, messageKey(`answer-${n}`), at(700 + n));
      history = heard(history, at(700.5 + n));
    }
    expect(history.turns).toHaveLength(40);
    expect(clock(history, "first")?.doneAt).toBe(at(700));
    expect(clock(history, "next")).toMatchObject({ startedAt: at(759.5), doneAt: null });
  });

  test("T-11: mail that is archived later has its place in time", () => {
    const answered = answeredIn(opened, one, at(12));
    expect(clock(heard(answered, at(11)), "next")).toBeUndefined();
    expect(clock(answeredIn(heard(answered, at(15)), two, at(14)), "next")).toMatchObject({ doneAt: null });
    expect(clock(answeredIn(opened, one, at(3)), "first")).toMatchObject({ doneAt: at(9) });
  });
});

describe("when it is due", () => {
  test("T-20: a pause moves it only before", () => {
    const late = movedTo(opened, "hold", at(13.5));
    expect(clock(late, "first")).toMatchObject({ paused: true, dueAt: at(13), warnAt: at(12) });
    expect(dueAt(movedTo(opened, "hold", at(13)), "first")).toBe(at(13));
    expect(dueAt(movedTo(opened, "hold", at(12.9)), "first")).toBeNull();
  });

  test("T-21: kept if it stops when it is due", () => {
    const missed = (when: number) =>
      clocksOf(answeredIn(opened, one, at(when)), declared).map((each) => isMissed(each, at(20)));
    expect([missed(12)[0], missed(13)[0], missed(13.01)[0]]).toEqual([false, false, true]);
    expect(clocksOf(opened, declared).map((each) => isMissed(each, at(14)))).toEqual([true, false]);
  });

  test("T-22: a ticket is due when the first of its clocks is, or when people say", () => {
    expect(momentsOf(opened, declared)).toEqual({ dueAt: at(13), soonAt: at(12) });
    expect(momentsOf(promised(opened, { dueAt: at(11) }, at(10)), declared).dueAt).toBe(at(11));
    expect(momentsOf(promised(opened, { dueAt: at(11, 9) }, at(10)), declared).dueAt).toBe(at(13));
    const answered = answeredIn(opened, one, at(10));
    expect(momentsOf(answered, declared).dueAt).toBe(at(9, 2));
    expect(momentsOf(movedTo(answered, "hold", at(11)), declared).dueAt).toBeNull();
    const { dueAt: due } = momentsOf(opened, declared);
    expect([13, 13.01].map((hour) => isOverdue(lifecycle, { dueAt: due, state: "new" }, at(hour)))).toEqual([
      false,
      true,
    ]);
  });

  test("T-23: due soon from the warning on", () => {
    const asked = heard(answeredIn(opened, one, at(10)), at(12));
    expect(momentsOf(asked, declared).soonAt).toBe(at(13.5));
  });
});

describe("what is told", () => {
  const told = (history: History, now: number, given: Declared = declared) =>
    tellNow(history, given, now).map(({ of, clock: name, at: when }) => [of, name, (when - monday) / HOUR]);

  test("T-30: the warning and the miss, each once, for each start and target", () => {
    expect(tellAt(opened, declared)).toBe(at(12));
    expect(told(opened, at(12))).toEqual([["warned", "first", 12]]);
    const [warning] = tellNow(opened, declared, at(12));
    if (!warning) throw new Error("no warning");
    const warned = withTold(opened, warning);
    expect(told(warned, at(13))).toEqual([]);
    expect(tellAt(warned, declared)).toBe(at(13) + 1);
    const [miss] = tellNow(warned, declared, at(13) + 1);
    if (!miss) throw new Error("nothing missed");
    expect(miss).toMatchObject({ of: "missed", clock: "first", target: "T", startedAt: at(9), at: at(13) });
    const over = withTold(warned, miss);
    expect(told(over, at(20))).toEqual([]);
    expect(tellAt(over, declared)).toBe(at(21, 1));
    // Under another target it is told again.
    const other = { ...target(), name: "Other" };
    expect(told(promised(over, { target: "Other" }, at(14)), at(14), declaring(other))).toEqual([
      ["missed", "first", 13],
    ]);
  });

  test("T-31: what has been missed meanwhile is told, without a warning, also of a clock that has stopped", () => {
    expect(told(opened, at(20))).toEqual([["missed", "first", 13]]);
    const answered = answeredIn(opened, one, at(14));
    expect(told(answered, at(20))).toEqual([["missed", "first", 13]]);
    expect(told(answeredIn(opened, one, at(12.5)), at(20))).toEqual([]);
  });

  test("T-32: what had stopped before is not told of", () => {
    const answered = answeredIn(openedHistory("new", at(9)), one, at(14));
    expect(told(promised(answered, { target: "T" }, at(15)), at(20))).toEqual([]);
    expect(told(promised(answered, { target: "T" }, at(13.5)), at(20))).toEqual([["missed", "first", 13]]);
    const before = answeredIn(opened, one, at(14));
    expect(told(before, at(20), { ...declared, since: at(15) })).toEqual([]);
    expect(told(movedTo(opened, "closed", at(14)), at(20), { ...declared, since: at(15) })).toEqual([]);
  });

  test("T-33: no warning in a final state, and nothing of a merged ticket", () => {
    const closed = movedTo(opened, "closed", at(12.5));
    expect(untold(closed, declared)).toEqual([]);
    expect(told(movedTo(opened, "closed", at(14)), at(20))).toEqual([["missed", "first", 13]]);
    expect(untold({ ...opened, merged: true }, declared)).toEqual([]);
  });
});
