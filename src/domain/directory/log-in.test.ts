import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import type { Account } from "../people/index.ts";
import {
  type DirectoryLogInFacts,
  directoryAddress,
  directoryLogIn,
  directoryProof,
  logsInFrom,
  passwordPlace,
} from "./log-in.ts";

const [ann, bob] = [userName("ann"), userName("bob")];
const account: Account = {
  ...{ name: ann, fullName: "Ann Arbor", email: "ann@desk.example", role: "admin" },
  ...{ disabled: false, directory: true, away: null },
};
const person = { names: ["Ann Arbor"], mails: ["ann@desk.example"] };
const known: DirectoryLogInFacts = { name: ann, person, user: account, newcomers: false, holder: ann };
const newcomer: DirectoryLogInFacts = { name: ann, person, user: null, newcomers: true, holder: null };
const refused = { ok: false, error: { code: "auth.failed" } };
const changed = {
  ...{ type: "UserChanged", user: ann, name: "Ann Arbor", email: "ann@desk.example", role: "admin" },
  disabled: false,
};

test.each<[user: { directory: boolean } | null, directory: boolean, place: string]>([
  [{ directory: false }, false, "here"],
  [{ directory: false }, true, "here"],
  [{ directory: true }, true, "directory"],
  [{ directory: true }, false, "nowhere"],
  [null, true, "directory"],
  [null, false, "here"],
])("the password of %j is checked, with the directory on (%s): %s", (user, directory, place) => {
  expect(passwordPlace(user, directory)).toBe(place);
});

test.each<[user: { directory: boolean; disabled: boolean } | null, here: boolean, directory: boolean]>([
  [{ directory: false, disabled: false }, true, false],
  [{ directory: true, disabled: false }, false, true],
  [{ directory: false, disabled: true }, false, false],
  [{ directory: true, disabled: true }, false, false],
  [null, false, false],
])(
  "whose password was right, %j, logs in with it: here %s, from the directory %s",
  (user, here, directory) => {
    expect(logsInFrom("here", user)).toBe(here);
    expect(logsInFrom("directory", user)).toBe(directory);
  },
);

describe("what the directory says of a password", () => {
  const entry = { ...person, dn: "uid=ann", account: "ann" };
  const answered = (password: "right" | "wrong" | "expired" | "untried") =>
    directoryProof({ kind: "person", person: entry, password });
  const failed = (kind: "silent" | "untrusted") =>
    directoryProof({ kind: "failed", problem: { kind, why: { code: "server.failed" } } });

  test("counts if it is right", () => {
    expect(answered("right")).toEqual({ ok: true, value: entry });
    for (const other of [answered("wrong"), answered("untried")])
      expect(other).toEqual({ ok: true, value: null });
    for (const kind of ["several", "nobody", "ready"] as const)
      expect(directoryProof({ kind })).toEqual({ ok: true, value: null });
  });

  test("or is an error, also for a right one that has expired", () => {
    expect(answered("expired")).toMatchObject({ error: { code: "auth.failed", reason: "login.expired" } });
    expect(failed("silent")).toMatchObject({ error: { reason: "login.directory-silent" } });
    expect(failed("untrusted")).toMatchObject({ error: { reason: "login.directory-unfit" } });
  });
});

describe("who has an account", () => {
  test("is let in, and nothing is recorded if the directory says nothing new", () => {
    expect(directoryLogIn(known)).toEqual({ ok: true, value: [] });
    expect(directoryLogIn({ ...known, newcomers: true })).toEqual({ ok: true, value: [] });
  });

  test.each<[what: string, of: DirectoryLogInFacts["person"], holder: typeof bob | null, expected: object]>([
    ["the name", { ...person, names: ["Ann Oak"] }, ann, { name: "Ann Oak" }],
    ["the address", { ...person, mails: ["a.oak@desk.example"] }, null, { email: "a.oak@desk.example" }],
    [
      "both",
      { names: ["Ann Oak"], mails: ["a.oak@desk.example"] },
      null,
      { name: "Ann Oak", email: "a.oak@desk.example" },
    ],
  ])("gets %s that the directory has now; role and all else stay", (_, of, holder, expected) => {
    expect(directoryLogIn({ ...known, person: of, holder })).toEqual({
      ...{ ok: true, value: [{ ...changed, ...expected }] },
    });
  });

  test("keeps what the directory does not have", () => {
    expect(directoryLogIn({ ...known, person: { names: [" "], mails: ["nothing"] }, holder: null })).toEqual({
      ...{ ok: true, value: [] },
    });
  });

  test("does not get the address of someone else here", () => {
    const moved = { ...person, mails: ["bob@desk.example"] };
    expect(directoryLogIn({ ...known, person: moved, holder: bob })).toEqual({ ok: true, value: [] });
  });

  test.each<[why: string, facts: Partial<DirectoryLogInFacts>]>([
    ["they are disabled", { user: { ...account, disabled: true } }],
    ["their password is stored here", { user: { ...account, directory: false } }],
    ["the directory is no longer the one that was asked", { newcomers: null }],
  ])("is refused if %s, even where newcomers get an account", (_, facts) => {
    expect(directoryLogIn({ ...known, newcomers: true, ...facts })).toMatchObject(refused);
  });
});

describe("who has none", () => {
  test("gets one as an agent, whose password is the directory's", () => {
    expect(directoryLogIn(newcomer)).toEqual({
      ok: true,
      value: [
        {
          ...{ type: "UserCreated", user: ann, name: "Ann Arbor", email: "ann@desk.example", role: "agent" },
          password: "",
        },
        { type: "PasswordDelegated", user: ann },
      ],
    });
  });

  test("is called by the log-in name if the directory has no other, and has no address of someone else", () => {
    const nameless = { names: [], mails: ["bob@desk.example"] };
    expect(directoryLogIn({ ...newcomer, person: nameless, holder: bob })).toMatchObject({
      value: [{ name: "ann", email: null }, {}],
    });
  });

  test.each([false, null])("is refused if the settings do not let newcomers in: %s", (newcomers) => {
    expect(directoryLogIn({ ...newcomer, newcomers })).toMatchObject(refused);
  });
});

test("the address is the known one if the directory has that, or else its first valid one", () => {
  const mails = ["none", "first@desk.example", "Ann@desk.example"];
  expect(directoryAddress({ mails }, account)).toBe("ann@desk.example");
  expect(directoryAddress({ mails }, null)).toBe("first@desk.example");
  expect(directoryAddress({ mails: ["none"] }, account)).toBeNull();
});

test("logging in a second time records nothing, and never changes a role or the own password", () => {
  const texts = fc.array(fc.constantFrom("", " ", "Ann", "Ann Oak", "a@desk.example", "b@desk.example", "x"));
  const role = fc.constantFrom("agent" as const, "admin" as const);
  const holder = fc.constantFrom(null, ann, bob);
  fc.assert(
    fc.property(texts, texts, role, holder, (names, mails, of, has) => {
      const facts = { ...known, person: { names, mails }, user: { ...account, role: of }, holder: has };
      const first = directoryLogIn(facts);
      if (!first.ok) throw new Error("a person with an account is refused");
      const [event] = first.value;
      if (event === undefined) return;
      if (event.type !== "UserChanged") throw new Error(`${event.type} is recorded`);
      expect([first.value.length, event.role, event.disabled]).toEqual([1, of, false]);
      const user = { ...facts.user, fullName: event.name, email: event.email };
      expect(directoryLogIn({ ...facts, user })).toEqual({ ok: true, value: [] });
    }),
  );
});
