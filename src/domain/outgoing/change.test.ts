import { describe, expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { ok, refuse } from "../../base/result.ts";
import type { NewEvent } from "../events.ts";
import type { Route } from "../settings/events.ts";
import { decideDeliveryChange, deliveryRetried, signedInWith, unchangeable } from "./change.ts";

const message = messageKey("k".repeat(26));
const ticket = ticketNumber(4);
const states = ["queued", "deferred", "failed", "bounced", "held", "cancelled", "delivered"];
const reply = (state: string) => ({ state, kind: "reply", ticket }) as const;
const notification = { state: "queued", kind: "notification", ticket } as const;
const takenBack: NewEvent = { ticket, event: { type: "ReplyTakenBack", message } };
const cancelled = (of: typeof ticket | null) => [
  { ticket: of, event: { type: "DeliveryCancelled", message } },
];

describe("deliveries can be changed", () => {
  test.each(["retry", "cancel"] as const)("until all are done: %s", (what) => {
    for (const state of states) {
      const expected = state === "delivered" ? { reason: "delivery.done" } : null;
      const [alone, beside] = [[{ state }], [{ state: "delivered" }, { state }]].map((deliveries) =>
        unchangeable(what, deliveries, false),
      );
      if (expected === null) expect([state, alone, beside]).toEqual([state, null, null]);
      else expect([alone, beside]).toMatchObject([expected, expected]);
    }
  });

  test("but what was taken back is not sent: it can only be cancelled", () => {
    expect(unchangeable("retry", [{ state: "held" }], true)).toMatchObject({ reason: "reply.taken-back" });
    expect(unchangeable("cancel", [{ state: "held" }], true)).toBeNull();
  });

  test("and what is done is that first, even if it was taken back", () => {
    expect(unchangeable("retry", [{ state: "delivered" }], true)).toMatchObject({ reason: "delivery.done" });
  });
});

describe("a retry", () => {
  test("is an event of a reply's ticket, and of no ticket for other mail", () => {
    const event = { type: "DeliveryRetried", message };
    expect(decideDeliveryChange(message, "retry", [reply("failed")], null)).toEqual([{ ticket, event }]);
    expect(deliveryRetried(message, [reply("failed")])).toEqual({ ticket, event });
    expect(deliveryRetried(message, [notification])).toEqual({ ticket: null, event });
    expect(deliveryRetried(message, [{ ...notification, kind: "warning", ticket: null }])).toEqual({
      ...{ ticket: null, event },
    });
  });

  test("takes nothing back", () => {
    expect(decideDeliveryChange(message, "retry", [reply("held")], ok([takenBack]))).toMatchObject([
      { event: { type: "DeliveryRetried" } },
    ]);
  });
});

describe("cancelling", () => {
  test("takes back a reply that is not composed yet", () => {
    expect(decideDeliveryChange(message, "cancel", [reply("queued")], ok([takenBack]))).toEqual([takenBack]);
    expect(decideDeliveryChange(message, "cancel", [reply("held")], ok([takenBack]))).toEqual([takenBack]);
  });

  test("records nothing for one that is taken back already", () => {
    expect(decideDeliveryChange(message, "cancel", [reply("cancelled")], ok([]))).toEqual([]);
  });

  test("ends the deliveries of one that is taken back, if some are still held", () => {
    const deliveries = [reply("cancelled"), reply("held")];
    expect(decideDeliveryChange(message, "cancel", deliveries, ok([]))).toEqual(cancelled(ticket));
  });

  test("ends the deliveries of one that has left, and of other mail", () => {
    expect(decideDeliveryChange(message, "cancel", [reply("deferred")], refuse(fault("reply.left")))).toEqual(
      cancelled(ticket),
    );
    expect(decideDeliveryChange(message, "cancel", [notification], null)).toEqual(cancelled(null));
  });

  test("always settles what is held", () => {
    for (const back of [null, ok([]), ok([takenBack]), refuse(fault("reply.left"))])
      expect(decideDeliveryChange(message, "cancel", [reply("held")], back)).toHaveLength(1);
  });
});

test("deliveries wait for the account of the route, until someone has signed in to it", () => {
  const smtp: Route = {
    ...{
      kind: "smtp",
      host: "smtp.office.example",
      port: 587,
      tls: "starttls",
      user: "desk",
      password: null,
    },
    oauth: "office",
  };
  const office = { name: "office", refreshToken: "token" };
  const other = { name: "other", refreshToken: "token" };
  expect(signedInWith(smtp, [other, office])).toBe("office");
  expect(signedInWith(smtp, [other, { ...office, refreshToken: "" }])).toBeNull();
  expect(signedInWith(smtp, [other])).toBeNull();
  const { oauth: _, ...without } = smtp;
  for (const route of [null, { kind: "direct" } as const, without])
    expect(signedInWith(route, [office])).toBeNull();
});
