import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import type { FloodFacts } from "./facts.ts";
import { type Flood, flood, floodLimits } from "./flood.ts";
import type { RecentTicket } from "./recent-ticket.ts";

const minute = 60_000;
const now = 1000 * minute;
const since = now - floodLimits.window;
const opened = (count: number, subject: (n: number) => string, at = now - minute): readonly RecentTicket[] =>
  Array.from({ length: count }, (_, n) => ({
    number: ticketNumber(n + 1),
    subject: subject(n + 1),
    createdAt: at,
  }));
const of = (facts: Partial<FloodFacts>, limit = 20): Flood =>
  flood({ recent: [], repeated: { mails: 0, first: null }, holding: false, ...facts }, limit, since);

describe("one content", () => {
  const first = ticketNumber(3);

  test("I-32: the first few create tickets of their own: people write twice too", () => {
    expect(of({ repeated: { mails: 4, first } })).toEqual({ kind: "none" });
  });

  test("I-32: then it is held with the first ticket, or sooner with a lower limit", () => {
    expect(of({ repeated: { mails: 5, first } })).toEqual({
      kind: "repeated",
      mails: 5,
      first,
      rule: "I-32",
    });
    expect(of({ repeated: { mails: 2, first } }, 2)).toMatchObject({ kind: "repeated" });
  });
});

test("I-33: one subject alone is none, however often it comes", () => {
  expect(of({ recent: opened(19, () => "Your invoice") })).toEqual({ kind: "none" });
});

describe("many mails", () => {
  const cases = (count: number) => opened(count, (n) => `Case ${n}`);

  test("I-34: they create tickets up to the limit; more are held with the first ticket", () => {
    expect(of({ recent: cases(19) })).toEqual({ kind: "none" });
    expect(of({ recent: cases(20) })).toEqual({ kind: "many", opened: 20, first: 1, rule: "I-34" });
    expect(of({ recent: opened(20, () => "x", since) })).toEqual({ kind: "none" });
  });

  test("I-35: while some are held, so are more, even if the window has room again", () => {
    const holding = true;
    expect(of({ recent: cases(1), holding })).toEqual({ kind: "many", opened: 1, first: 1, rule: "I-35" });
    expect(of({ holding })).toEqual({ kind: "many", opened: 0, first: null, rule: "I-35" });
  });
});

test("I-36: without a limit nothing is a flood", () => {
  const repeated = { mails: 99, first: null };
  expect(of({ recent: opened(1000, () => "x"), repeated, holding: true }, 0)).toEqual({ kind: "none" });
});

test("I-32, I-34: whatever a sender sends, the limit bounds the tickets of a window", () => {
  const contents = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 60 });
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 12 }), (given, limit) => {
      const recent: RecentTicket[] = [];
      for (const [n, content] of given.entries()) {
        const mails = given.slice(0, n).filter((one) => one === content).length;
        if (of({ recent, repeated: { mails, first: null } }, limit).kind === "none")
          recent.push({ number: ticketNumber(n + 1), subject: "x", createdAt: now - minute });
      }
      expect(recent.length).toBeLessThanOrEqual(limit);
    }),
  );
});
