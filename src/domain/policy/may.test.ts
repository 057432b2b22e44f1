import { describe, expect, test } from "vitest";
import { adminCaller, agentCaller, byToken, limitedCaller } from "../../../test/support/callers.ts";
import { userName } from "../../base/ids.ts";
import { type Caller, monitor, nobody, system, tokenCaller, userCaller } from "./caller.ts";
import { may, scopeOf, within } from "./may.ts";
import { permissions as all, type Permission } from "./permissions.ts";
import { covers, everything, nothing, type Scope } from "./scope.ts";

const ofAgents = [
  "account.write",
  "tickets.read",
  "tickets.write",
  "outbox.write",
  "settings.read",
  "metrics.read",
];
const allowed = (person: Caller) => all.filter((one) => may(person, one).ok);
const some: Scope = { kind: "mailboxes", mailboxes: ["help@desk.example"] };

describe("who may do what", () => {
  test.each<[rule: string, who: string, person: Caller, may: readonly string[]]>([
    ["P-1", "a part of the program", system("test"), all],
    ["P-2", "nobody", nobody, []],
    ["P-16", "a program that collects the metrics", monitor, ["metrics.read"]],
    ["P-3", "an administrator", adminCaller("ann"), all],
    ["P-4", "an agent", agentCaller("bob"), ofAgents],
    ["P-5", "an agent's token for all", byToken("bob", "agent", "admin"), ofAgents],
    [
      "P-5",
      "an agent's token to read",
      byToken("bob", "agent", "read"),
      ["tickets.read", "settings.read", "metrics.read"],
    ],
    ["P-6", "an agent's token to write", byToken("bob", "agent", "write"), ofAgents],
    [
      ...(["P-6", "an administrator's token to read", byToken("ann", "admin", "read")] as const),
      ["tickets.read", "journal.read", "settings.read", "metrics.read"],
    ],
    [
      ...(["P-6", "an administrator's token to write", byToken("ann", "admin", "write")] as const),
      [
        "account.write",
        "tickets.read",
        "tickets.write",
        "outbox.write",
        "journal.read",
        "settings.read",
        "metrics.read",
      ],
    ],
    ["P-6", "an administrator's token for all", byToken("ann", "admin", "admin"), all],
  ])("%s: %s", (_, __, person, expected) => {
    expect(allowed(person)).toEqual(expected);
  });
});

describe("P-7: a refusal names the first obstacle", () => {
  test.each<[who: string, person: Caller, action: Permission, why: object]>([
    ["nobody is logged in", nobody, "tickets.read", { reason: "not-logged-in" }],
    [
      ...(["the role", agentCaller("bob"), "people.write"] as const),
      { reason: "role", role: "agent", permission: "people.write" },
    ],
    [
      ...(["the role before the token", byToken("bob", "agent", "read"), "journal.read"] as const),
      { reason: "role", role: "agent", permission: "journal.read" },
    ],
    [
      ...(["a token to read", byToken("bob", "agent", "read"), "tickets.write"] as const),
      { reason: "token-scope", has: "read", needs: "write" },
    ],
    [
      ...(["a token to write", byToken("ann", "admin", "write"), "backups.write"] as const),
      { reason: "token-scope", has: "write", needs: "admin" },
    ],
    [...(["the permission before the object", nobody, "tickets.read"] as const), { reason: "not-logged-in" }],
  ])("%s", (_, person, action, why) => {
    expect(may(person, action, { mailbox: "help@desk.example" })).toEqual({ ok: false, why });
  });

  test("the person's scope", () => {
    expect(within(some, { mailbox: "else@desk.example" })).toEqual({
      ok: false,
      why: { reason: "out-of-scope" },
    });
  });
});

describe("visibility", () => {
  test("P-8: those of the mailboxes they are limited to, however they come", () => {
    const bob = { name: userName("bob"), role: "agent", mailboxes: ["help@desk.example"] } as const;
    for (const person of [userCaller(bob), tokenCaller(bob, { name: "a", scope: "read" })])
      expect(scopeOf(person)).toEqual(some);
    expect(scopeOf(limitedCaller("bob", []))).toEqual(nothing);
  });

  test("P-8: everything, or nothing", () => {
    for (const person of [agentCaller("bob"), byToken("bob", "agent", "read"), system("test")])
      expect(scopeOf(person)).toEqual(everything);
    expect(scopeOf(nobody)).toEqual(nothing);
  });

  test.each<[scope: string, of: Scope, covered: readonly boolean[]]>([
    ["everything", everything, [true, true, true]],
    ["one mailbox", some, [true, false, false]],
    ["nothing", nothing, [false, false, false]],
  ])("P-9: a scope of %s", (_, scope, covered) => {
    const mailboxes = ["help@desk.example", "else@desk.example", null];
    expect(mailboxes.map((mailbox) => covers(scope, mailbox))).toEqual(covered);
  });

  test("P-10: an action on an object needs permission and scope", () => {
    const object = { mailbox: "help@desk.example" };
    expect(may(agentCaller("bob"), "tickets.write", object)).toEqual({ ok: true });
    expect(within(some, object)).toEqual({ ok: true });
    expect(within(nothing, object).ok).toBe(false);
    const limited = limitedCaller("bob", ["help@desk.example"]);
    expect(may(limited, "tickets.write", object)).toEqual({ ok: true });
    for (const mailbox of ["else@desk.example", null])
      expect(may(limited, "tickets.write", { mailbox })).toMatchObject({ why: { reason: "out-of-scope" } });
    expect(may(limited, "journal.read", object)).toMatchObject({ why: { reason: "role" } });
    expect(may(byToken("bob", "agent", "read"), "tickets.write", object).ok).toBe(false);
  });
});
