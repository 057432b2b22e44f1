import { expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import type { MailCause } from "./cause.ts";
import { copyKind, isUnsentReply } from "./copy.ts";
import { type MailOutcome, mailOutcomes } from "./outcome.ts";

const aside: MailCause = { code: "put-aside", by: "ann", held: { code: "text", text: "x" } };
const other: MailCause = { code: "text", text: "x" };

test.each<[outcome: MailOutcome, cause: MailCause | null, is: string]>([
  ["reply", null, "agent-reply"],
  ["held", other, "held"],
  ["filed", aside, "put-aside"],
  ["filed", other, "filed"],
  ["filed", null, "filed"],
  ["bounce", null, "filed"],
  ["ticket", null, "filed"],
  ["queued", null, "filed"],
  ["rejected", null, "filed"],
])("a mail that is %s is, outside of a ticket, %j: %s", (outcome, cause, is) => {
  expect(copyKind({ outcome, cause, inTicket: false })).toBe(is);
});

test("a message of a ticket is that, whatever else is known of it", () => {
  for (const outcome of mailOutcomes)
    expect(copyKind({ outcome, cause: aside, inTicket: true })).toBe("message");
});

test("an agent's reply that could not be sent is known by its cause", () => {
  const ticket = ticketNumber(1);
  const unsent: readonly MailCause[] = [
    { code: "reply-not-sent", name: "Ann", fault: { code: "permission.denied" } },
    { code: "notification-quotation", ticket, name: "Ann", text: "x" },
    { code: "notification-nothing-new", ticket, name: "Ann" },
  ];
  expect(unsent.map(isUnsentReply)).toEqual([true, true, true]);
  expect([null, aside, other].map(isUnsentReply)).toEqual([false, false, false]);
});
