import { describe, expect, test } from "vitest";
import { defaultLimits, Gate } from "./limits.ts";

const limits = { ...defaultLimits, sessions: 10, sessionsPerPeer: 3, sessionsPerMinute: 6 };

describe("Gate", () => {
  test("sessions of one peer at a time", () => {
    const gate = new Gate(limits);
    for (let i = 0; i < 3; i++) expect(gate.enter("192.0.2.1", 0)).toBeNull();
    expect(gate.enter("192.0.2.1", 0)).toBe("rate.limited");
    expect(gate.enter("192.0.2.2", 0)).toBeNull();
    gate.leave("192.0.2.1");
    expect(gate.enter("192.0.2.1", 0)).toBeNull();
    expect(gate.sessions).toBe(4);
  });

  test("new sessions in a minute, refilled with time", () => {
    const gate = new Gate(limits);
    const visit = (now: number) => {
      const answer = gate.enter("192.0.2.1", now);
      if (answer === null) gate.leave("192.0.2.1");
      return answer;
    };
    for (let i = 0; i < 6; i++) expect(visit(0)).toBeNull();
    expect(visit(0)).toBe("rate.limited");
    expect(visit(9_000)).toBe("rate.limited");
    expect(visit(10_000)).toBeNull();
    expect(visit(10_000)).toBe("rate.limited");
    // a long pause grants no more than a minute's worth
    for (let i = 0; i < 6; i++) expect(visit(1e9)).toBeNull();
    expect(visit(1e9)).toBe("rate.limited");
  });

  test("peers of one IPv6 /64 are one", () => {
    const gate = new Gate(limits);
    expect(gate.enter("2001:db8::1", 0)).toBeNull();
    expect(gate.enter("2001:db8:0:0:5::1", 0)).toBeNull();
    expect(gate.enter("2001:db8::ffff:1:2:3", 0)).toBeNull();
    expect(gate.enter("2001:db8::9", 0)).toBe("rate.limited");
    expect(gate.enter("2001:db8:0:1::9", 0)).toBeNull();
    expect(gate.enter("::2", 0)).toBeNull();
  });

  test("loopback is only limited by the total", () => {
    const gate = new Gate(limits);
    for (let i = 0; i < 10; i++) expect(gate.enter(i % 2 ? "127.0.0.1" : "::1", 0)).toBeNull();
    expect(gate.enter("127.0.0.1", 0)).toBe("system.busy");
    expect(gate.crowded).toBe(true);
    for (let i = 0; i < 3; i++) gate.leave("127.0.0.1");
    expect(gate.crowded).toBe(false);
  });

  test("forgets peers that are gone, but not those that connected too often", () => {
    const gate = new Gate(limits);
    for (let i = 0; i < 6; i++) {
      gate.enter("192.0.2.1", 0);
      gate.leave("192.0.2.1");
    }
    gate.tidy(1000);
    expect(gate.enter("192.0.2.1", 1000)).toBe("rate.limited");
    expect(gate.peers).toBe(1);
    gate.tidy(100_000);
    expect(gate.peers).toBe(0);
  });
});
