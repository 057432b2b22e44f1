import { describe, expect, it } from "vitest";
import { createDestinations, type Entry } from "./destinations.ts";

const MINUTE = 60_000;
const leave = (entry: Entry, trouble: string | null = null) => {
  if (entry.may !== "go") throw new Error(entry.may);
  entry.leave(trouble);
};

describe("destinations", () => {
  it("limits sessions with one domain at a time, independent of other domains", () => {
    const { enter } = createDestinations(() => 0, { atOnce: 2, perMinute: 100 });
    const [first, second] = [enter("a.example"), enter("a.example")];
    expect([first.may, second.may, enter("a.example").may, enter("b.example").may]).toEqual([
      ...["go", "go", "wait", "go"],
    ]);
    leave(first);
    expect(enter("a.example").may).toBe("go");
  });

  it("limits mails per minute, and says when the next one may be sent", () => {
    let clock = 0;
    const { enter } = createDestinations(() => clock, { atOnce: 5, perMinute: 60 });
    for (let i = 0; i < 60; i++) leave(enter("a.example"));
    expect(enter("a.example")).toEqual({ may: "wait", until: 1000 });
    clock = 1000;
    leave(enter("a.example"));
    expect(enter("a.example")).toEqual({ may: "wait", until: 2000 });
    clock = 10 * MINUTE;
    for (let i = 0; i < 60; i++) leave(enter("a.example"));
    expect(enter("a.example").may).toBe("wait");
  });

  it("backs off longer after each failure, then tries a single mail, and resets on success", () => {
    let clock = 0;
    const { enter } = createDestinations(() => clock, { atOnce: 5, perMinute: 100 });
    const rests: number[] = [];
    for (let i = 0; i < 7; i++) {
      leave(enter("a.example"), "connection refused");
      const entry = enter("a.example");
      if (entry.may !== "rest") throw new Error(entry.may);
      expect(entry.trouble).toBe("connection refused");
      rests.push((entry.until - clock) / MINUTE);
      clock = entry.until;
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 30, 30]);
    const probe = enter("a.example");
    expect([probe.may, enter("a.example").may]).toEqual(["go", "wait"]);
    leave(probe);
    expect([enter("a.example").may, enter("a.example").may]).toEqual(["go", "go"]);
  });

  it("can be overridden, and a success ends the back-off for all", () => {
    const { enter } = createDestinations(() => 0);
    leave(enter("a.example"), "down");
    expect(enter("a.example").may).toBe("rest");
    leave(enter("a.example", true));
    expect(enter("a.example").may).toBe("go");
  });

  it("counts concurrent failing sessions once", () => {
    const { enter } = createDestinations(() => 0, { atOnce: 3, perMinute: 100 });
    const all = [enter("a.example"), enter("a.example"), enter("a.example")];
    for (const entry of all) leave(entry, "down");
    expect(enter("a.example")).toMatchObject({ may: "rest", until: MINUTE });
  });
});
