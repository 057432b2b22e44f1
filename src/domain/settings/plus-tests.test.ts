import { describe, expect, test } from "vitest";
import type { Outgoing } from "./events.ts";
import {
  decidePlusTest,
  decidePlusTestEnd,
  type PlusTestEndFacts,
  type PlusTestNews,
  plusTestRetry,
} from "./plus-tests.ts";
import { smtp, support, told } from "./testing.ts";

const route: Outgoing = { ...smtp, password: "secret" };
const facts = { address: "Support@desk.example", mailbox: support, outgoing: route, token: "t1" };

test("direct delivery that would come here is offered here, and nothing else is tried twice", () => {
  const here = { host: "127.0.0.1", port: 25 };
  const local = { kind: "smtp", ...here, tls: "opportunistic", user: null, password: null };
  for (const reason of ["delivery.loop", "delivery.own-address"] as const) {
    expect(plusTestRetry({ kind: "direct" }, { reason }, here)).toEqual(local);
    expect(plusTestRetry({ kind: "direct" }, { reason }, null)).toBeNull();
    expect(plusTestRetry({ kind: "smtp" }, { reason }, here)).toBeNull();
  }
  expect(plusTestRetry({ kind: "direct" }, { reason: "delivery.no-domain" }, here)).toBeNull();
  expect(plusTestRetry({ kind: "direct" }, null, here)).toBeNull();
});

describe("a test begins", () => {
  test.each<[how: string, outgoing: Outgoing]>([
    ["through a server", route],
    ["directly", { kind: "direct" }],
  ])("%s, for the mailbox's own address", (_, outgoing) => {
    expect(told(decidePlusTest({ ...facts, outgoing }))).toEqual({
      events: [{ type: "PlusTestBegun", mailbox: "support@desk.example", token: "t1" }],
      value: { mailbox: support, route: outgoing },
    });
  });

  test.each<[why: string, change: Partial<typeof facts> | object, reason: string]>([
    ["there is no such mailbox", { mailbox: null }, "mailbox.unknown"],
    ["the mailbox receives no mail", { mailbox: { ...support, enabled: false } }, "plus-test.disabled"],
    ["mail waits", { outgoing: null }, "plus-test.no-way"],
    ["mail is caught", { outgoing: { kind: "catch" } }, "plus-test.caught"],
    ["there is neither mailbox nor method", { mailbox: null, outgoing: null }, "mailbox.unknown"],
  ])("not if %s", (_, change, reason) => {
    expect(told(decidePlusTest({ ...facts, ...change }))).toEqual([reason, undefined]);
  });
});

const open: PlusTestEndFacts = {
  ...{ test: { token: "t1", outcome: null, endedAt: null }, latest: "t1", mailbox: support },
  news: { kind: "over", accepted: true },
};
const over = (accepted: boolean): PlusTestNews => ({ kind: "over", accepted });
const tried = (outcome: "delivered" | "deferred" | "failed", response = ""): PlusTestNews => ({
  ...{ kind: "tried", result: { outcome, response } },
});
const returned = { token: "t1", outcome: "returned", endedAt: null } as const;
const switchedOff = { type: "MailboxSaved", mailbox: { ...support, plusAddresses: false } };

describe("a test ends", () => {
  test.each<
    [what: string, change: Partial<PlusTestEndFacts>, outcome: string, response: string, off: boolean]
  >([
    ["a server refused the address", { news: tried("failed", "550 no") }, "refused", "550 no", true],
    ["a server postponed the mail", { news: tried("deferred", "451 later") }, "not-sent", "451 later", false],
    ["no server was reached", { news: { kind: "tried", result: null } }, "not-sent", "", false],
    ["nothing came in time", { news: over(true) }, "missing", "", true],
    ["it came back", { test: returned, news: over(true) }, "returned", "", true],
    ["it came back after a restart", { test: returned, news: over(false) }, "returned", "", true],
    ["nobody knows after a restart", { news: over(false) }, "not-sent", "", false],
  ])("when %s", (_, change, outcome, response, off) => {
    const { events, value } = decidePlusTestEnd({ ...open, ...change });
    expect(value).toBe(outcome);
    expect(events).toMatchObject([
      { type: "PlusTestEnded", token: "t1", outcome, response },
      ...(off ? [switchedOff] : []),
    ]);
  });

  test("and says why the mail was not sent", () => {
    const why = { code: "delivery.failed", reason: "delivery.lost" } as const;
    const news = { kind: "tried", result: { outcome: "deferred", response: "", fault: why } } as const;
    expect(decidePlusTestEnd({ ...open, news }).events).toMatchObject([{ fault: why }]);
    expect(decidePlusTestEnd({ ...open, news: over(false) }).events).toMatchObject([
      { fault: { reason: "plus-test.restarted" } },
    ]);
  });

  test.each<[why: string, change: Partial<PlusTestEndFacts>]>([
    ["it has ended", { test: { token: "t1", outcome: "arrived", endedAt: 5 } }],
    ["there is no such test", { test: null }],
    ["a server has the mail, which may still arrive", { news: tried("delivered", "250 ok") }],
  ])("not if %s", (_, change) => {
    expect(decidePlusTestEnd({ ...open, ...change })).toEqual({ events: [], value: null });
  });

  test.each<[why: string, change: Partial<PlusTestEndFacts>]>([
    ["there is a later test", { latest: "t2" }],
    ["the mailbox is gone", { mailbox: null }],
    ["it is off already", { mailbox: { ...support, plusAddresses: false } }],
  ])("without changing the mailbox if %s", (_, change) => {
    expect(decidePlusTestEnd({ ...open, ...change }).events.map(({ type }) => type)).toEqual([
      "PlusTestEnded",
    ]);
  });
});
