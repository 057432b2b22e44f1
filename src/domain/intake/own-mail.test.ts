import { describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import { copyRelation } from "./copy.ts";
import { isRepetition } from "./flood.ts";
import { type OwnProofs, ownMailOf } from "./own-mail.ts";

const none: OwnProofs = { token: null, sent: null, notification: null };
const of = (ticket: number) => ({ ticket: ticketNumber(ticket) });
const ours = { name: "Support", address: "support@desk.example" };
const rita = { name: "Rita", address: "rita@customer.example" };
const list = { name: "Support via All", address: "all@lists.example" };
const replyTo = [{ name: "", address: "support+t7.x@desk.example" }];
const own = ["support@desk.example"];
const mail = { messageId: "<a@desk.example>", from: ours, replyTo: [], lists: [] };

describe("I-52: a mail is ours", () => {
  test.each<[what: string, proofs: Partial<OwnProofs>, ticket: number | null]>([
    ["by the token in its Message-ID", { token: of(7), sent: { ticket: null }, notification: of(9) }, 7],
    ["by the key in it", { sent: of(8), notification: of(9) }, 8],
    ["by the key of a mail about no ticket", { sent: { ticket: null } }, null],
    ["as a notification", { notification: of(9) }, 9],
  ])("%s, from any address", (_, proofs, ticket) => {
    const found = ownMailOf({ ...mail, from: rita }, own, () => ({ ...none, ...proofs }));
    expect(found).toEqual({ ticket });
  });

  test("by a token in Reply-To, if it is from us or from the list that passed it on", () => {
    const proofs = (_: string, found: string) => (found === "recipient" ? { ...none, token: of(7) } : none);
    const asked = (from: typeof rita, lists: readonly string[]) =>
      ownMailOf({ ...mail, from, replyTo, lists: [...lists] }, own, proofs);
    expect(asked(ours, [])).toEqual({ ticket: 7 });
    expect(asked(list, ["all@lists.example"])).toEqual({ ticket: 7 });
    expect(asked(list, [])).toBeNull();
    expect(asked(rita, ["all@lists.example"])).toBeNull();
  });

  test("and not if nothing is proven, and then only ten addresses were looked at", () => {
    const places: string[] = [];
    const many = Array.from({ length: 50 }, (_, n) => ({ name: "", address: `${n}@customer.example` }));
    const proofs = (place: string) => {
      places.push(place);
      return none;
    };
    expect(ownMailOf({ ...mail, replyTo: many }, own, proofs)).toBeNull();
    expect(places.length).toBe(11);
  });
});

test("I-68, I-69, I-70: a mail is the same, the same through a list, or claims to be it", () => {
  const print = { mail: "m", says: ["s", "t"] };
  expect(copyRelation(print, { fingerprint: "m", says: null })).toBe("same");
  expect(copyRelation(print, { fingerprint: "n", says: ["u", "t"] })).toBe("through-list");
  expect(copyRelation(print, { fingerprint: "n", says: ["u"] })).toBe("claim");
  expect(copyRelation({ mail: null, says: [] }, { fingerprint: null, says: null })).toBe("claim");
  expect(copyRelation(null, { fingerprint: null, says: ["s"] })).toBe("claim");
});

test("I-32: what created a ticket in the mailbox or is held there counts as a repetition", () => {
  const here = "support@desk.example";
  const counts = (outcome: Parameters<typeof isRepetition>[0]["outcome"], mailbox = here) =>
    isRepetition({ mailbox, outcome }, here);
  expect([counts("ticket"), counts("held")]).toEqual([true, true]);
  expect([counts("reply"), counts("filed"), counts("ticket", "sales@desk.example")]).toEqual([
    false,
    false,
    false,
  ]);
});
