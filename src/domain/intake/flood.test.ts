import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import { type Flood, flood, floodLimits } from "./flood.ts";
import type { RecentTicket } from "./recent-ticket.ts";

const minute = 60_000;
const now = 1000 * minute;
const since = now - floodLimits.window;
const never = { joining: false, holding: false };
const opened = (count: number, subject: (n: number) => string, at = now - minute): readonly RecentTicket[] =>
  Array.from({ length: count }, (_, n) => ({
    number: ticketNumber(n + 1),
    subject: subject(n + 1),
    createdAt: at,
  }));
const of = (subject: string, recent: readonly RecentTicket[], asks = never, limit = 20): Flood =>
  flood(subject, { recent, ...asks }, limit, since);

describe("one subject", () => {
  const pump = (count: number) => opened(count, () => "Pump 17 is too hot");

  test("I-32: the first few create tickets of their own: people write twice too", () => {
    expect(of("Pump 17 is too hot", pump(4))).toEqual({ kind: "none" });
  });

  test("I-32: then they are added to the first ticket, regardless of reply prefixes, case and spaces", () => {
    expect(of("RE: pump  17 is too HOT ", pump(5))).toEqual({ kind: "join", ticket: 1, rule: "I-32" });
    expect(of("Pump 18 is too hot", pump(5))).toEqual({ kind: "none" });
  });

  test("I-33: tickets older than the window do not count, except the one that the flood is added to", () => {
    const old = opened(5, () => "Pump 17 is too hot", since);
    expect(of("Pump 17 is too hot", old)).toEqual({ kind: "none" });
    const joining = { ...never, joining: true };
    expect(of("Pump 17 is too hot", old, joining)).toEqual({ kind: "join", ticket: 1, rule: "I-33" });
  });
});

describe("many subjects", () => {
  const cases = (count: number) => opened(count, (n) => `Case ${n}`);

  test("I-34: mails create tickets up to the limit; more are held with the first ticket", () => {
    expect(of("Case 20", cases(19))).toEqual({ kind: "none" });
    expect(of("Case 21", cases(20))).toEqual({ kind: "hold", opened: 20, first: 1, rule: "I-34" });
  });

  test("I-35: while some are held, so are more, even if the window has room again", () => {
    const holding = { ...never, holding: true };
    expect(of("Case 99", cases(1), holding)).toEqual({ kind: "hold", opened: 1, first: 1, rule: "I-35" });
    expect(of("Case 99", [], holding)).toEqual({ kind: "hold", opened: 0, first: null, rule: "I-35" });
  });
});

test("I-36: without a limit nothing is a flood", () => {
  const asks = { joining: true, holding: true };
  const recent = opened(1000, () => "x");
  expect(of("x", recent, asks, 0)).toEqual({ kind: "none" });
});

test("I-32, I-34: however a sender mixes subjects, the limit bounds the tickets of a window", () => {
  const subjects = fc.array(fc.constantFrom("a", "b", "Re: a", "c d", "C  D", "e", "f", "g"), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(subjects, fc.integer({ min: 1, max: 12 }), (given, limit) => {
      const tickets: RecentTicket[] = [];
      for (const subject of given) {
        const found = of(subject, tickets, never, limit);
        if (found.kind === "none") {
          tickets.push({ number: ticketNumber(tickets.length + 1), subject, createdAt: now - minute });
        } else if (found.kind === "join") {
          const first = tickets.find((one) => one.number === found.ticket);
          expect(first?.subject.replace("Re: ", "").replace(/\s+/g, " ").toLowerCase()).toBe(
            subject.replace("Re: ", "").replace(/\s+/g, " ").toLowerCase(),
          );
        }
      }
      expect(tickets.length).toBeLessThanOrEqual(limit);
    }),
  );
});
