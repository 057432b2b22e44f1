import { describe, expect, test } from "vitest";
import { decideOutgoing, type OutgoingFacts, outgoingInEffect } from "./outgoing.ts";
import { decideTestMail } from "./test-mail.ts";
import { office, smtp, support, told } from "./testing.ts";

const stored = { ...smtp, password: "stored" };
const facts: OutgoingFacts = { override: null, before: stored, accounts: [office] };
const changed = (outgoing: object) => [{ type: "OutgoingChanged", outgoing }];

test("the method of the command line is in effect, or else the setting", () => {
  expect(outgoingInEffect({ kind: "catch" }, stored)).toEqual({ kind: "catch" });
  expect(outgoingInEffect(null, stored)).toEqual(stored);
  expect(outgoingInEffect(null, null)).toBeNull();
});

describe("the delivery method", () => {
  test("is changed, and keeps its password for the same server and user", () => {
    expect(told(decideOutgoing({ kind: "direct" }, facts))).toEqual(changed({ kind: "direct" }));
    expect(told(decideOutgoing(smtp, facts))).toEqual(changed(stored));
    expect(told(decideOutgoing({ ...smtp, host: "else.example" }, facts))).toEqual([
      "server.password",
      "password",
    ]);
  });

  test("logs in with an account at a provider that may be used there", () => {
    const wanted = { ...smtp, oauth: "office" };
    expect(told(decideOutgoing(wanted, facts))).toEqual(changed({ ...wanted, password: null }));
    expect(told(decideOutgoing(wanted, { ...facts, accounts: [] }))).toEqual(["oauth.unknown", "oauth"]);
    expect(told(decideOutgoing({ ...wanted, host: "else.example" }, facts))).toEqual([
      "oauth.other-server",
      "oauth",
    ]);
  });

  test("stays as it is while one is given on the command line", () => {
    expect(told(decideOutgoing({ kind: "direct" }, { ...facts, override: { kind: "catch" } }))).toEqual([
      ...["service.fixed", undefined],
    ]);
  });
});

describe("a test mail", () => {
  const route = stored;
  const mailboxes = [{ ...support, address: "old@desk.example", enabled: false }, support];

  test("is from the first mailbox in use", () => {
    expect(told(decideTestMail({ to: " rita@customer.example ", mailboxes, route }))).toEqual({
      ...{ to: "rita@customer.example", mailbox: support, route },
    });
  });

  test.each<[why: string, change: Partial<Parameters<typeof decideTestMail>[0]>, reason: string]>([
    ["what was typed is not an address", { to: "rita" }, "test-mail.address"],
    ["there is no delivery method", { route: null }, "plus-test.no-way"],
    ["no mailbox is in use", { mailboxes: mailboxes.slice(0, 1) }, "test-mail.no-mailbox"],
  ])("is not sent if %s", (_, change, reason) => {
    expect(told(decideTestMail({ to: "rita@customer.example", mailboxes, route, ...change }))).toEqual([
      reason,
      "to",
    ]);
  });
});
