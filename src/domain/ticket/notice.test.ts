import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketNumber, userName } from "../../base/ids.ts";
import { type Notified, notificationLimits, notify } from "./notice.ts";
import {
  claimInAddress,
  claimInMessageId,
  notificationAddress,
  notificationClaimIn,
  notificationMessageId,
} from "./token.ts";

const proof = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz234567"),
  minLength: 16,
  maxLength: 16,
});
const key = fc.string({
  unit: fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz"),
  minLength: 26,
  maxLength: 26,
});
const claim = fc.record({ ticket: fc.integer({ min: 1, max: 1e9 }).map(ticketNumber), proof });

describe("the proof in a notification", () => {
  test("is read from its addresses and Message-IDs, regardless of case", () => {
    fc.assert(
      fc.property(claim, key, fc.boolean(), (made, message, upper) => {
        const carried = (text: string) => notificationClaimIn(upper ? text.toUpperCase() : text);
        const end = message.slice(-10);
        expect(carried(notificationAddress(made, "help@a.example", null))).toEqual({
          ...made,
          message: null,
        });
        expect(carried(notificationAddress(made, "help@a.example", message))).toEqual({
          ...made,
          message: end,
        });
        expect(carried(notificationMessageId(made, message, "a.example"))).toEqual({ ...made, message: end });
        expect(carried(notificationMessageId(made, null, "a.example"))).toEqual({ ...made, message: null });
      }),
    );
  });

  test("is never taken for a ticket's own token", () => {
    fc.assert(
      fc.property(claim, key, (made, message) => {
        expect(claimInAddress(notificationAddress(made, "help@a.example", message))).toBe(null);
        expect(claimInMessageId(notificationMessageId(made, message, "a.example"))).toBe(null);
      }),
    );
  });

  test("leaves out the message if the local part would be longer than 64 octets", () => {
    const made = { ticket: ticketNumber(1), proof: "a".repeat(16) };
    const long = `${"x".repeat(40)}@a.example`;
    expect(notificationAddress(made, long, "0".repeat(26))).toBe(notificationAddress(made, long, null));
  });

  test.each(["", "@", "<>", "help@a.example", "help+n1.short@a.example", `<n1.${"a".repeat(16)}.x@a>`])(
    "is not in %j",
    (place) => {
      expect(notificationClaimIn(place)).toBe(null);
    },
  );
});

describe("the recipient of a notification", () => {
  const bob: Notified = {
    ...{ name: userName("bob"), fullName: "Bob", email: "Bob@desk.example", disabled: false },
    ...{ notifyAssigned: true, notifyWrote: false },
  };
  const none = { toUser: 0, ofTicket: 0, toAll: 0 };
  const own = ["support@desk.example"];

  test("is their own address, for notifications they want", () => {
    expect(notify(bob, "assigned", own, none)).toEqual({ name: "Bob", address: "Bob@desk.example" });
    expect(notify(bob, "wrote", own, none)).toBe(null);
    expect(notify({ ...bob, notifyWrote: true }, "wrote", own, none)).not.toBe(null);
    expect(notify({ ...bob, notifyAssigned: false }, "assigned", own, none)).toBe(null);
  });

  test.each([
    ["is switched off", { disabled: true }],
    ["has no address", { email: null }],
    ["has an empty one", { email: "" }],
    ["has one of ours", { email: "Support@desk.example" }],
    ["has one of ours with a detail", { email: "support+bob@desk.example" }],
  ])("is nobody if the person %s", (_, more) => {
    expect(notify({ ...bob, ...more }, "assigned", own, none)).toBe(null);
  });

  test.each(["toUser", "ofTicket", "toAll"] as const)("is nobody beyond the limit %s", (which) => {
    const most = notificationLimits[which];
    expect(notify(bob, "assigned", own, { ...none, [which]: most - 1 })).not.toBe(null);
    expect(notify(bob, "assigned", own, { ...none, [which]: most })).toBe(null);
  });
});
