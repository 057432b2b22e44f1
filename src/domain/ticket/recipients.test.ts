import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Address } from "../mail/types.ts";
import { isToReplyTo, type RepliedTo, replyRecipients } from "./recipients.ts";

const person = (address: string, name = ""): Address => ({ name, address });
const rita = person("rita@customer.example", "Rita");
const own = ["help@desk.example", "info@desk.example"];
const ticket = { requester: rita };

function message(more: Partial<RepliedTo> = {}): RepliedTo {
  return { from: rita, replyTo: [], to: [person("help@desk.example")], cc: [], ...more };
}

describe("the recipient of a reply", () => {
  test("is the author of the message", () => {
    expect(replyRecipients(ticket, message({ from: person("karl@customer.example") }), own).to).toEqual([
      person("karl@customer.example"),
    ]);
  });

  test("is the address in the message's Reply-To, or the first ten of a long one", () => {
    const many = Array.from({ length: 14 }, (_, n) => person(`list${n}@customer.example`));
    expect(replyRecipients(ticket, message({ replyTo: many.slice(0, 2) }), own).to).toEqual(many.slice(0, 2));
    expect(replyRecipients(ticket, message({ replyTo: many }), own).to).toEqual(many.slice(0, 10));
  });

  test("is the requester if nobody has written", () => {
    expect(replyRecipients(ticket, null, own)).toEqual({ to: [rita], others: [] });
  });
});

describe("a reply to all", () => {
  test("adds the other recipients, each once, and none of our own addresses", () => {
    const to = [person("help+t1.abc@desk.example"), person("karl@customer.example", "Karl")];
    const cc = [person("KARL@customer.example"), person("Info@desk.example"), person(""), rita];
    expect(replyRecipients(ticket, message({ to, cc }), own).others).toEqual([
      person("karl@customer.example", "Karl"),
    ]);
  });

  test("adds the author if Reply-To names someone else", () => {
    const replyTo = [person("office@customer.example")];
    expect(replyRecipients(ticket, message({ replyTo }), own)).toEqual({ to: replyTo, others: [rita] });
  });

  test("names nobody twice, and at most forty others", () => {
    const address = fc.integer({ min: 0, max: 60 }).map((n) => person(`p${n}@customer.example`));
    fc.assert(
      fc.property(fc.array(address, { maxLength: 120 }), fc.array(address), (to, cc) => {
        const found = replyRecipients(ticket, message({ to, cc }), own);
        const all = [...found.to, ...found.others].map((one) => one.address);
        expect(new Set(all).size).toBe(all.length);
        expect(found.others.length).toBeLessThanOrEqual(40);
      }),
    );
  });
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
