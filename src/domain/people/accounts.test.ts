import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import {
  type Account,
  type AccountChange,
  changeLanguage,
  changeNotifications,
  createToken,
  createUser,
  decideUserChange,
  mayReplacePassword,
  type PeopleFacts,
  replacePassword,
  revokeToken,
} from "./accounts.ts";
import { administratorRemains } from "./administrators.ts";
import type { PeopleEvent } from "./events.ts";
import type { PasswordChange } from "./password.ts";

const [ann, bob, eve] = [userName("ann"), userName("bob"), userName("eve")];
function account(name: Account["name"], more: Partial<Account> = {}): Account {
  return {
    name,
    fullName: name,
    email: null,
    role: "agent",
    disabled: false,
    directory: false,
    away: null,
    ...more,
  };
}
const facts: PeopleFacts = { people: [account(ann, { role: "admin" }), account(bob)], directory: true };
const keep: PasswordChange = { kind: "keep" };
const fresh: PasswordChange = { kind: "new", hash: "hash", revoked: [] };
const reason = (result: Result<unknown, { reason?: string | undefined }>) =>
  result.ok ? null : result.error.reason;

describe("a new person", () => {
  const wanted = {
    name: eve,
    fullName: " Eve ",
    email: "eve@desk.example",
    role: "agent",
    password: "hash",
  } as const;
  const created = { type: "UserCreated", user: eve, name: "Eve", email: "eve@desk.example", role: "agent" };

  test("has a password here", () => {
    expect(createUser(wanted, { exists: false, directory: false })).toEqual({
      ...{ ok: true, value: [{ ...created, password: "hash" }] },
    });
  });

  test("or the directory's, if there is one", () => {
    const delegated = { ...wanted, password: null };
    expect(createUser(delegated, { exists: false, directory: true })).toEqual({
      ok: true,
      value: [
        { ...created, password: "" },
        { type: "PasswordDelegated", user: eve },
      ],
    });
    expect(reason(createUser(delegated, { exists: false, directory: false }))).toBe("directory.not-set-up");
  });

  test("is called by the log-in name if there is no other", () => {
    expect(createUser({ ...wanted, fullName: "  " }, { exists: false, directory: false })).toMatchObject({
      value: [{ name: "eve" }],
    });
  });

  test("has a name that nobody has", () => {
    expect(createUser(wanted, { exists: true, directory: true })).toMatchObject({
      error: { reason: "user.exists", field: "user", params: { name: "eve" } },
    });
  });
});

describe("a change of a person", () => {
  const changed = {
    type: "UserChanged",
    user: bob,
    name: "bob",
    email: null,
    role: "agent",
    disabled: false,
  };

  test.each<[what: string, change: AccountChange, expected: object]>([
    ["their name", { name: "Bob Byte" }, { name: "Bob Byte" }],
    ["their address", { email: "bob@desk.example" }, { email: "bob@desk.example" }],
    ["their role", { role: "admin" }, { role: "admin" }],
    ["nothing", {}, {}],
  ])("keeps what is not given: %s", (_, change, expected) => {
    expect(decideUserChange(bob, change, keep, facts)).toEqual({
      ...{ ok: true, value: { events: [{ ...changed, ...expected }], endsSessions: false } },
    });
  });

  test("removes an address that is null", () => {
    const people = [...facts.people, account(eve, { email: "eve@desk.example" })];
    expect(decideUserChange(eve, { email: null }, keep, { ...facts, people })).toMatchObject({
      value: { events: [{ email: null }] },
    });
  });

  test("that disables them ends their sessions, and so does a new password", () => {
    const ends = (change: AccountChange, password: PasswordChange) => {
      const decided = decideUserChange(bob, change, password, facts);
      return decided.ok && decided.value.endsSessions;
    };
    expect(ends({ disabled: true }, keep)).toBe(true);
    expect(ends({}, fresh)).toBe(true);
    expect(ends({}, { kind: "directory" })).toBe(true);
    expect(ends({ role: "admin" }, keep)).toBe(false);
  });

  test("of the password alone records that alone; with something else, all of it", () => {
    const password: PasswordChange = { ...fresh, revoked: ["t1", "t2"] };
    const passwords = [
      { type: "PasswordChanged", user: bob, password: "hash" },
      { type: "TokenRevoked", id: "t1" },
      { type: "TokenRevoked", id: "t2" },
    ];
    expect(decideUserChange(bob, {}, password, facts)).toMatchObject({ value: { events: passwords } });
    expect(decideUserChange(bob, { name: "Bob" }, password, facts)).toMatchObject({
      value: { events: [{ ...changed, name: "Bob" }, ...passwords] },
    });
  });

  test("gives the password to the directory once", () => {
    const delegate = (of: Partial<Account>, directory = true) =>
      decideUserChange(
        bob,
        {},
        { kind: "directory" },
        { people: [account(ann, { role: "admin" }), account(bob, of)], directory },
      );
    expect(delegate({})).toMatchObject({ value: { events: [{ type: "PasswordDelegated", user: bob }] } });
    expect(delegate({ directory: true })).toMatchObject({ value: { events: [] } });
    expect(reason(delegate({}, false))).toBe("directory.not-set-up");
  });

  test("is refused for somebody who is not there", () => {
    for (const password of [keep, fresh, { kind: "directory" } as const])
      expect(reason(decideUserChange(eve, {}, password, facts))).toBe("user.unknown");
  });

  test.each<[what: string, change: AccountChange, password: PasswordChange]>([
    ["an agent", { role: "agent" }, keep],
    ["disabled", { disabled: true }, keep],
    ["disabled with a new password", { disabled: true }, fresh],
    ["one whose password the directory checks", {}, { kind: "directory" }],
  ])("leaves the last administrator as they are: not %s", (_, change, password) => {
    expect(reason(decideUserChange(ann, change, password, facts))).toBe("user.last-local-admin");
    const one = decideUserChange(ann, change, password, { ...facts, directory: false });
    const expected = password.kind === "directory" ? "directory.not-set-up" : "user.last-admin";
    expect(reason(one)).toBe(expected);
  });

  test("and the directory's password together count as one: the role that is given matters", () => {
    const people = [account(ann, { role: "admin" }), account(bob, { role: "admin", directory: true })];
    const both = { ...facts, people };
    expect(reason(decideUserChange(ann, { role: "agent" }, { kind: "directory" }, both))).toBe(
      "user.last-local-admin",
    );
    const more = { ...facts, people: [...people, account(eve, { role: "admin" })] };
    expect(reason(decideUserChange(ann, { role: "agent" }, { kind: "directory" }, more))).toBeNull();
  });

  test("never takes away the last administrator who can log in without the directory", () => {
    const names = fc.constantFrom(ann, bob, eve);
    const flags = fc.record({
      role: fc.constantFrom("agent", "admin"),
      disabled: fc.boolean(),
      directory: fc.boolean(),
    });
    const everyone = fc
      .tuple(flags, flags, flags)
      .map(([first, second, third]) => [...[account(ann, first), account(bob, second), account(eve, third)]]);
    const change = fc.record(
      { role: fc.constantFrom("agent", "admin"), disabled: fc.boolean() },
      { requiredKeys: [] },
    );
    const password = fc.constantFrom<PasswordChange>(keep, fresh, { kind: "directory" });
    fc.assert(
      fc.property(
        everyone,
        names,
        change,
        password,
        fc.boolean(),
        (people, name, wanted, secret, directory) => {
          const local = (all: readonly Account[]) =>
            all.some((one) => one.role === "admin" && !one.disabled && !one.directory);
          const decided = decideUserChange(name, wanted, secret, { people, directory });
          if (!decided.ok || !local(people)) return;
          const after = people.map((one) => (one.name === name ? applied(one, decided.value.events) : one));
          expect(local(after)).toBe(true);
        },
      ),
    );
  });
});

/** An account after events about it. */
function applied(before: Account, events: readonly PeopleEvent[]): Account {
  let { role, disabled, directory } = before;
  for (const event of events) {
    if (event.type === "UserChanged") ({ role, disabled } = event);
    if (event.type === "PasswordDelegated") directory = true;
    if (event.type === "PasswordChanged") directory = false;
  }
  return { ...before, role, disabled, directory };
}

test("an administrator remains who is neither disabled nor the directory's", () => {
  const people = [account(ann, { role: "admin" }), account(bob)];
  expect(administratorRemains(people, account(bob, { disabled: true }))).toBe(true);
  for (const change of [{ role: "agent" }, { disabled: true }, { directory: true }] as const)
    expect(administratorRemains(people, account(ann, { role: "admin", ...change }))).toBe(false);
  expect(administratorRemains([], account(ann, { role: "admin" }))).toBe(true);
});

describe("a password", () => {
  test("may be replaced, but one's own not if the directory checks it", () => {
    expect(mayReplacePassword(bob, account(bob), true)).toBeNull();
    expect(mayReplacePassword(bob, account(bob, { directory: true }), false)).toBeNull();
    expect(mayReplacePassword(bob, account(bob, { directory: true }), true)).toMatchObject({
      ...{ reason: "password.elsewhere", field: "current" },
    });
    expect(mayReplacePassword(bob, null, false)).toMatchObject({ reason: "user.unknown" });
  });

  test("ends the tokens that are to end with it", () => {
    expect(replacePassword(bob, "hash", [])).toEqual([
      { type: "PasswordChanged", user: bob, password: "hash" },
    ]);
    expect(replacePassword(bob, "hash", ["t1"]).slice(1)).toEqual([{ type: "TokenRevoked", id: "t1" }]);
  });
});

test("notifications are recorded if they change", () => {
  const before = { notifyAssigned: true, notifyWrote: false };
  expect(changeNotifications(bob, before, { assigned: true, wrote: false })).toEqual([]);
  const event = { type: "NotificationsChanged", user: bob };
  for (const wanted of [
    { assigned: false, wrote: false },
    { assigned: true, wrote: true },
  ])
    expect(changeNotifications(bob, before, wanted)).toEqual([{ ...event, ...wanted }]);
  expect(changeNotifications(bob, null, { assigned: true, wrote: false })).toEqual([
    { ...event, assigned: true, wrote: false },
  ]);
});

test("a language is chosen among those that there are, and recorded if it changes", () => {
  const known = ["en", "pl"];
  const choose = (before: string | null, wanted: string | null) =>
    changeLanguage(bob, { language: before }, wanted, known);
  expect(choose(null, "pl")).toEqual({
    ok: true,
    value: [{ type: "LanguageChanged", user: bob, language: "pl" }],
  });
  expect(choose("pl", null)).toEqual({
    ok: true,
    value: [{ type: "LanguageChanged", user: bob, language: null }],
  });
  expect(choose("pl", "pl")).toEqual({ ok: true, value: [] });
  expect(choose(null, "PL")).toMatchObject({ error: { reason: "person.language", field: "language" } });
  expect(changeLanguage(bob, null, "pl", known)).toMatchObject({ error: { reason: "user.unknown" } });
});

test("an API token acts for somebody who is there, and ends once", () => {
  const token = { id: "t1", name: "shop", user: bob, scope: "read", hash: "hash" } as const;
  expect(createToken(token, true)).toEqual({ ok: true, value: [{ type: "TokenCreated", ...token }] });
  expect(createToken(token, false)).toMatchObject({ error: { reason: "user.unknown", field: "user" } });
  expect(revokeToken("t1", true)).toEqual({ ok: true, value: [{ type: "TokenRevoked", id: "t1" }] });
  expect(revokeToken("t1", false)).toMatchObject({ error: { reason: "token.unknown" } });
});
