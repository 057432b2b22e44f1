import { describe, expect, test } from "vitest";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts, NotificationFacts, PersonFacts } from "./facts.ts";
import { agent, authenticated, facts, ticketFacts } from "./testing.ts";

const place = "support+n7.aaaaaaaaaaaaaaaa@desk.example";
const message = messageKey("n".repeat(26));
const toBob: NotificationFacts = {
  place,
  evidence: { by: "notification", found: "recipient" },
  ticket: ticketNumber(7),
  user: agent("bob"),
  message,
  deliveries: [{ recipient: "bob@desk.example", bounced: false }],
};
const from = { name: "Bob", address: "Bob@desk.example" };
const proven = { authentication: authenticated("desk.example"), spam: null, virus: null };

function reply(parsed: object = {}, more: Partial<Facts> = {}, mail: object = {}) {
  const given = { tickets: [ticketFacts()], notification: toBob, opening: null, checks: proven, ...more };
  return decideIncoming(
    facts(given, { from, ...parsed }, { sender: from.address, recipients: [place], ...mail }),
  );
}
const last = (outcome: ReturnType<typeof reply>) => outcome.events.at(-1)?.event;

describe("a mail to a notification", () => {
  test("I-8, I-10: from the agent, verified (I-27), is their reply in the ticket, or the one that it was merged into", () => {
    const outcome = reply();
    expect(outcome).toMatchObject({ kind: "reply", rules: ["I-8", "I-10", "I-27"] });
    expect(last(outcome)).toMatchObject({ type: "AgentReplied", about: 7, user: "bob" });
    const tickets = [
      ticketFacts({ mergedInto: ticketNumber(9) }),
      ticketFacts({ number: ticketNumber(9), version: 2 }),
    ];
    const merged = reply({}, { tickets });
    expect(last(merged)).toMatchObject({ about: 9 });
    expect(merged.dependsOn).toContainEqual({ on: "ticket", ticket: 9, version: 2 });
  });

  test.each(["list", "bulk"] as const)(
    "I-10: that a service marked as %s on its way is the agent's reply as well",
    (automatic) => {
      expect(reply({ automatic })).toMatchObject({ kind: "reply", rules: ["I-8", "I-10", "I-27"] });
    },
  );

  test("I-9: that is automatic is filed, and a bounce marks the delivery (I-14)", () => {
    expect(reply({ automatic: "auto-reply" })).toMatchObject({ kind: "filed", rules: ["I-8", "I-9"] });
    expect(reply({}, {}, { sender: "" })).toMatchObject({ kind: "filed" });
    const recipients = [{ address: "bob@desk.example", status: "5.1.1", diagnostic: null }];
    const bounce = { permanent: true, recipients, originalMessageId: null };
    const bounced = reply({ automatic: "bounce", bounce }, {}, { sender: "" });
    expect(bounced).toMatchObject({ kind: "bounce", rules: ["I-8", "I-9", "I-14"] });
    expect(bounced.events[1]).toMatchObject({ ticket: null, event: { type: "DeliveryBounced", message } });
  });

  const other = (more: Partial<PersonFacts>) => ({ notification: { ...toBob, user: agent("bob", more) } });
  test.each<[what: string, reason: string, parsed: object, more: Partial<Facts>]>([
    ["it names no sender", "no-sender", { from: null }, {}],
    [
      "another person sends it",
      "possible-follow-up",
      { from: { name: "", address: "ann@desk.example" } },
      {},
    ],
    ["the agent has no address", "possible-follow-up", {}, other({ email: null })],
    ["nothing proves it", "unproven-agent", {}, { checks: null }],
    ["the account is disabled", "possible-follow-up", {}, other({ disabled: true })],
    ["the ticket is outside their scope (P-14)", "possible-follow-up", {}, other({ mailboxes: [] })],
    ["a program wrote it", "possible-follow-up", { automatic: "list", writtenBy: "program" }, {}],
    ["nothing is in it", "possible-follow-up", { text: " \n" }, {}],
  ])("I-11: is held if %s", (_, reason, parsed, more) => {
    // Not received by SMTP, so that an empty sender means nothing.
    const outcome = reply(parsed, more, { sender: "", source: "imap:a/INBOX/1/2" });
    expect(outcome).toMatchObject({ kind: "held", rules: ["I-8", "I-11"] });
    expect(last(outcome)).toMatchObject({ reason, candidate: 7 });
  });

  test("I-6: that is spam is held with the notification's ticket", () => {
    const spam = { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: [] } as const;
    expect(last(reply({}, { checks: { ...proven, spam } }))).toMatchObject({ reason: "spam", candidate: 7 });
  });
});
