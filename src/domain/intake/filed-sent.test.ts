import { describe, expect, test } from "vitest";
import { mailId, ticketNumber } from "../../base/ids.ts";
import type { ParsedMail } from "../mail/index.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts } from "./facts.ts";
import { soughtSent } from "./filed-sent.ts";
import { authenticated, facts, following, ownAddress, readMail, ticketFacts } from "./testing.ts";

const sent = mailId("s".repeat(26));
const rita = { name: "Rita", address: "Rita@Customer.example" };
const desk = { name: "Desk", address: ownAddress };
const referred = { mail: sent, is: "referred", waits: false } as const;
const types = ({ events }: ReturnType<typeof decideIncoming>) => events.map(({ event }) => event.type);

describe("which sent mail is looked for", () => {
  const seek = (parsed: Partial<ParsedMail>, from = rita, more: Partial<Facts> = {}) =>
    soughtSent(readMail(parsed), from, facts(more));

  test("I-103, I-104: what was sent to the author, which the mail refers to, or which replies to it", () => {
    expect(seek({ inReplyTo: "<offer@desk.example>", references: ["<a@desk.example>", "word"] })).toEqual({
      to: "rita@customer.example",
      ids: ["<offer@desk.example>", "<a@desk.example>"],
      repliesTo: "<new@customer.example>",
    });
    expect(seek({ messageId: "word" })?.repliesTo).toBe(null);
    const many = Array.from({ length: 500 }, (_, n) => `<${n}@desk.example>`);
    expect(seek({ references: many })?.ids.length).toBe(20);
  });

  test("I-104: none for a forged sender, for a bounce, and for our own mail", () => {
    const authentication = authenticated("customer.example", "fail");
    expect(seek({}, rita, { checks: { authentication, spam: null, virus: null } })).toBe(null);
    expect(seek({ automatic: "bounce" })).toBe(null);
    expect(seek({}, desk)).toBe(null);
  });
});

describe("I-103: a mail that answers filed mail of ours, and would create a ticket", () => {
  test("waits for that mail, which waits for intake again", () => {
    const outcome = decideIncoming(facts({ filedSent: [referred] }));
    expect(outcome).toMatchObject({ kind: "queued", first: [sent], rules: ["I-103"] });
    expect(types(outcome)).toEqual(["MailRequeued"]);
    expect(outcome.dependsOn).toContainEqual({ on: "mail", mail: sent, is: "filed" });
  });

  test("records nothing if that waits already, and only waits as well", () => {
    const outcome = decideIncoming(facts({ filedSent: [{ ...referred, waits: true }] }));
    expect(outcome).toMatchObject({ kind: "queued", first: [sent], events: [] });
  });

  test("its own check is recorded once, when it is decided", () => {
    const checks = { authentication: null, spam: null, virus: { by: "clamav", virus: null } } as const;
    expect(types(decideIncoming(facts({ checks })))[0]).toBe("MailChecked");
    expect(types(decideIncoming(facts({ checks, filedSent: [referred] })))).toEqual(["MailRequeued"]);
  });

  test("the sent mail then creates the ticket of the person whom it was sent to, and is not filed again", () => {
    const parsed = { from: desk, to: [rita] };
    const imported = { source: "import:1" } as const;
    expect(decideIncoming(facts({}, parsed, imported))).toMatchObject({ kind: "filed", rules: ["I-54"] });
    const outcome = decideIncoming(facts({}, parsed, { ...imported, again: true }));
    expect(outcome).toMatchObject({ kind: "ticket", rules: ["I-37", "I-103"] });
    expect(outcome.events[0]?.event).toMatchObject({ type: "TicketOpened", requester: rita });
  });
});

describe("I-104: a mail that is in a ticket", () => {
  const reply = { mail: sent, is: "reply", waits: false } as const;
  test.each([
    ["and creates it", facts({ filedSent: [reply] }), "ticket"],
    [
      "and is added to it",
      following(ticketFacts({ number: ticketNumber(7), participants: ["rita@customer.example"] }), {
        filedSent: [reply, referred],
      }),
      "reply",
    ],
  ])("%s brings filed mail of its conversation", (_, given, kind) => {
    const outcome = decideIncoming(given);
    expect(outcome).toMatchObject({ kind, next: given.filedSent.map(({ mail }) => mail) });
    expect(outcome.rules).toContain("I-104");
    expect(types(outcome).filter((one) => one === "MailRequeued").length).toBe(given.filedSent.length);
  });

  test("leaves alone what waits already, and does nothing if it is held", () => {
    expect(decideIncoming(facts({ filedSent: [{ ...reply, waits: true }] })).next).toBe(undefined);
    const checks = { authentication: null, spam: null, virus: { by: "clamav", virus: "Test" } } as const;
    const infected = facts({ checks, filedSent: [reply] });
    expect(types(decideIncoming(infected))).not.toContain("MailRequeued");
  });
});
