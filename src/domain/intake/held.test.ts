import { describe, expect, test } from "vitest";
import { mailId, messageKey, ticketNumber, userName } from "../../base/ids.ts";
import { defaultLifecycle } from "../lifecycle/index.ts";
import type { IncomingMessage } from "./facts.ts";
import { decideFile, decideJoin, decideOpen, type HeldMailFacts, heldMessage } from "./held.ts";
import { agent, authenticated, ownAddress, readMail, ticketFacts } from "./testing.ts";

const id = mailId("m".repeat(26));
const rita = { name: "Rita", address: "rita@customer.example" };
const mail: HeldMailFacts = {
  ...{
    id,
    outcome: "held",
    mailbox: ownAddress,
    from: rita,
    subject: "The lamp",
    cause: { code: "no-sender" },
  },
};
const message: IncomingMessage = { ...readMail(), from: rita, authentication: null };
const ann = agent("ann");
const theirs = ticketFacts({ assignee: ann.name, state: "closed" });
const same = { copies: [], claims: [], copiesAre: "", fingerprint: null, tickets: [] };
const joins = {
  ...{ mail, message, same, named: ticketNumber(7), ticket: theirs, author: null, own: [ownAddress] },
  by: userName("bob"),
  assignee: { ticket: theirs.number, person: ann, given: { toUser: 0, ofTicket: 0, toAll: 0 } },
  notification: messageKey("k".repeat(26)),
  ...{ lifecycle: defaultLifecycle, now: Date.UTC(2026, 10, 23, 12) },
};

describe("a held mail", () => {
  test("I-42: is added to the ticket like a follow-up, with who decided, and the assignee is notified", () => {
    const decided = decideJoin(joins);
    expect(decided).toMatchObject({
      ok: true,
      value: {
        kind: "reply",
        rules: ["I-42"],
        events: [
          { ticket: 7, event: { type: "MessageReceived", evidence: { by: "agent", user: "bob" } } },
          { ticket: 7, event: { type: "StateChanged", to: "open" } },
          { ticket: null, event: { type: "NotificationDue", user: "ann" } },
        ],
        dependsOn: [
          { on: "mail", is: "held" },
          { on: "ticket", ticket: 7, version: 4 },
        ],
      },
    });
    const own = decideJoin({ ...joins, by: ann.name });
    expect(own.ok && own.value.events).toHaveLength(2);
    expect(decideJoin({ ...joins, ticket: null })).toMatchObject({
      error: { reason: "ticket.unknown", params: { number: 7 } },
    });
    expect(decideJoin({ ...joins, by: null })).toMatchObject({ error: { code: "permission.denied" } });
  });

  test("I-99: is a newcomer's if its author is, or if it is forged in a participant's name (I-24)", () => {
    const added = (more: Partial<typeof message>) => {
      const decided = decideJoin({ ...joins, message: { ...message, ...more } });
      if (!decided.ok) throw new Error(decided.error.code);
      return decided.value.events[0]?.event;
    };
    const cc = [{ name: "", address: "mallory@elsewhere.example" }];
    const checked = (verdict: "pass" | "fail") => authenticated("customer.example", verdict, "reject");
    expect(added({ cc, authentication: checked("fail") })).toMatchObject({ newcomer: true });
    expect(added({ cc, authentication: checked("pass") })).not.toHaveProperty("newcomer");
    expect(added({ from: { name: "", address: "mallory@elsewhere.example" } })).toMatchObject({
      newcomer: true,
    });
  });

  test("I-43: creates a ticket, without an auto-reply", () => {
    const decided = decideOpen({
      mail,
      lifecycle: defaultLifecycle,
      message,
      same,
      token: "t".repeat(24),
      number: ticketNumber(12),
      group: "Sales",
      own: [ownAddress],
    });
    expect(decided).toMatchObject({
      value: {
        kind: "ticket",
        rules: ["I-43"],
        dependsOn: [
          { on: "mail", is: "held" },
          { on: "next-ticket", number: 12 },
        ],
      },
    });
    expect(decided.ok && decided.value.events.map(({ event }) => event.type)).toEqual([
      ...["TicketOpened", "MessageReceived"],
    ]);
    expect(heldMessage("", readMail({ from: null }), null, [ownAddress])).toMatchObject({
      error: { code: "ticket.state" },
    });
  });

  test("I-44: is filed with who decided and why it was held", () => {
    expect(decideFile(mail, "bob")).toMatchObject({
      value: {
        kind: "filed",
        events: [
          {
            event: {
              type: "MailFiled",
              from: rita,
              cause: { code: "put-aside", by: "bob", held: mail.cause },
            },
          },
        ],
      },
    });
  });

  test("I-45: is decided once", () => {
    const done = { ...mail, outcome: "reply" } as const;
    const open = {
      ...{ message, same, token: "t", number: ticketNumber(12), group: null, own: [ownAddress] },
      lifecycle: defaultLifecycle,
    };
    for (const decided of [
      decideJoin({ ...joins, mail: done }),
      decideOpen({ ...open, mail: done }),
      decideFile(done, "bob"),
    ])
      expect(decided).toMatchObject({ ok: false, error: { code: "thing.moved-on" } });
    expect(decideFile(null, "bob")).toMatchObject({ error: { code: "thing.not-found" } });
  });
});
