import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Address } from "../mail/index.ts";
import { isToReplyTo, replyRecipients, withoutAddresses } from "./recipients.ts";

const person = (address: string, name = ""): Address => ({ name, address });
const rita = person("rita@customer.example", "Rita");
const karl = person("karl@customer.example", "Karl");
const own = ["help@desk.example", "info@desk.example"];

const recipients = (participants: readonly Address[], requester = rita) =>
  replyRecipients({ requester, participants }, own);

describe("the recipient of a reply", () => {
  test("is the requester, no matter who else takes part", () => {
    expect(recipients([rita, karl])).toEqual({ to: [rita], others: [karl] });
    expect(recipients([])).toEqual({ to: [rita], others: [] });
  });

  test("is nobody if the requester is unknown, or one of our own addresses", () => {
    expect(recipients([karl], person("", "Scanner"))).toEqual({ to: [], others: [karl] });
    expect(recipients([karl], person("Help+x@desk.example"))).toEqual({ to: [], others: [karl] });
  });
});

describe("a reply to all", () => {
  test("adds the people who take part, each once, and none of our own addresses", () => {
    const among = [
      person("help+t1.abc@desk.example"),
      karl,
      person("KARL@customer.example"),
      person(""),
      rita,
    ];
    expect(recipients([...among, person("Info@desk.example")]).others).toEqual([karl]);
  });

  test.each([
    "no-reply@shop.example",
    "mailer-daemon@customer.example",
    "owner-talk@lists.example",
    "bounces+12-ab@news.example",
  ])("does not add %s, which no person reads", (address) => {
    expect(recipients([person(address)]).others).toEqual([]);
  });

  test("names nobody twice, forty others at most, and never an own address, in any case and with any detail", () => {
    const local = fc.constantFrom("help", "HELP", "info", "help+t9.x", "p1", "P1", "p2", "p3+x");
    const domain = fc.constantFrom("desk.example", "Desk.Example", "customer.example");
    const address = fc.tuple(local, domain).map(([l, d]) => person(`${l}@${d}`));
    const many = fc.integer({ min: 0, max: 60 }).map((n) => person(`q${n}@customer.example`));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(address, many), { maxLength: 120 }),
        address,
        (participants, requester) => {
          const found = recipients(participants, requester);
          const all = [...found.to, ...found.others].map((one) => one.address.toLowerCase());
          expect(new Set(all).size).toBe(all.length);
          expect(found.others.length).toBeLessThanOrEqual(40);
          for (const one of all) expect(one).not.toMatch(/^(?:help|info)(?:\+.*)?@desk\.example$/);
        },
      ),
    );
  });
});

test("those who get it already are not added", () => {
  expect(withoutAddresses([person("Karl@customer.example")], [karl, rita])).toEqual([rita]);
});

test.each([
  [false, true],
  ["list", true],
  ["bulk", true],
  ["auto-reply", false],
  ["bounce", false],
] as const)("a reply may refer to a message that is automatic as %s: %s", (automatic, may) => {
  expect(isToReplyTo(automatic)).toBe(may);
});
