import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { captureLog, engineOver, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { problemOf } from "../../base/failure.ts";
import { type UserName, userName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Directory, DirectoryQuestion, DirectoryReply } from "../../domain/directory/index.ts";
import { system } from "../../domain/policy/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

/** Who may log in with the directory, whatever it answers; a real one is tested in src/app/directory.test.ts. */

const [ada, ann, eve] = [userName("ada"), userName("ann"), userName("eve")];
const local = "correct horse battery";
const settings: Directory = {
  ...{ enabled: true, servers: ["ldap://ldap.example"], encryption: "starttls", authorities: "" },
  ...{ bindDn: "cn=service", bindPassword: "service secret", baseDn: "dc=example", filter: "(uid={user})" },
  ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
};
type Outcome = DirectoryReply["outcome"];
const person = (
  password: "right" | "wrong" | "expired",
  names: readonly string[] = [],
  mails: readonly string[] = [],
) =>
  ({
    kind: "person",
    person: { dn: "uid=x", account: "", names, mails },
    password,
  }) as const satisfies Outcome;

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let log: ReturnType<typeof captureLog>;
let asked: DirectoryQuestion[];
let outcome: Outcome;
let clock: number;
beforeEach(async () => {
  folder = dataFolder();
  clock = Date.now();
  record = recordIn(folder.path, () => clock);
  log = captureLog();
  asked = [];
  outcome = { kind: "nobody" };
  engine = engineOver(record, {
    log,
    now: () => clock,
    askDirectory: async (_, question) => {
      asked.push(question);
      if (outcome.kind !== "person" || outcome.person.account !== "") return { servers: [], outcome };
      return {
        servers: [],
        outcome: { ...outcome, person: { ...outcome.person, account: question.user ?? "" } },
      };
    },
  });
  await setUp(engine);
  for (const [user, role] of [
    [ada, "admin"],
    [ann, "agent"],
  ] as const) {
    const made = await engine.people.createUser(system("test"), {
      ...{ user, name: user, email: `${user}@desk.example`, role, password: local },
    });
    expect(made.ok).toBe(true);
  }
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

const set = async (more: Partial<Directory> = {}) =>
  expect(await engine.directory.set(system("test"), { ...settings, ...more })).toMatchObject({
    ok: true,
  });
const delegate = async (user: UserName) =>
  expect(
    await engine.people.changeUser(system("test"), user, { password: { of: "directory" } }),
  ).toMatchObject({ ok: true });
/** "in", or the fault's code. */
async function logIn(user: string, password = "directory secret"): Promise<string> {
  const entered = await engine.people.logIn(user, password, "192.0.2.1");
  return entered.ok ? "in" : entered.error.code;
}
const events = async () => (await record.journal.read(0, 1000)).map(({ event }) => event.type);

describe("who has a password here", () => {
  test("logs in with it, and the directory is not asked", async () => {
    await set();
    outcome = { kind: "failed", problem: { kind: "silent", why: problemOf("ETIMEDOUT") } };
    expect(await logIn("ada", local)).toBe("in");
    expect(await logIn("ann", local)).toBe("in");
    expect(await Promise.all([logIn("ada"), logIn("ann")])).toEqual(["auth.failed", "auth.failed"]);
    outcome = person("right");
    expect(await logIn("ada")).toBe("auth.failed");
    expect(asked).toEqual([]);
  });

  test("a new password ends all sessions, in one commit", async () => {
    await set();
    const session = await engine.people.logIn("ann", local, "192.0.2.1");
    const token = session.ok ? session.value : "";
    const before = record.view.user(ann)?.password;
    const caller = system("test");
    const changes = [
      () => engine.people.setPassword(caller, ann, "another long password", null),
      () => engine.people.changeUser(caller, ann, { password: { of: "directory" } }),
      () => engine.people.changeUser(caller, ann, { disabled: true }),
    ];
    record.database.sqlite.exec("ALTER TABLE session RENAME TO away");
    for (const change of changes) await expect(change()).rejects.toThrow(/no such table/);
    record.database.sqlite.exec("ALTER TABLE away RENAME TO session");
    expect(record.view.user(ann)).toMatchObject({ password: before, directory: false, disabled: false });
    expect(engine.people.session(token)?.user.name).toBe("ann");
    for (const change of changes) {
      expect(await change()).toMatchObject({ ok: true });
      expect(record.operations.session(token)).toBeNull();
      record.operations.openSession(token, ann, "x");
    }
  });

  test("opens no session with a password that is replaced while it is checked", async () => {
    const late = engine.people.logIn("ann", local, "::1");
    await record.commit(systemActor("test"), () => ({
      events: [{ ticket: null, event: { type: "PasswordChanged", user: ann, password: "another hash" } }],
      dependsOn: [],
      value: undefined,
    }));
    expect(await late).toMatchObject({ ok: false, error: { code: "auth.failed" } });
    const loggedIn = (await record.journal.read(0, 1000)).filter(({ event }) => event.type === "LoggedIn");
    expect(loggedIn).toEqual([]);
  });

  test("does not change it with one that an administrator replaces meanwhile", async () => {
    const late = engine.people.setPassword(agentCaller("ann"), ann, "a second good password", local);
    const done = await engine.people.changeUser(system("test"), ann, { name: "Ann Miller" });
    expect(done.ok).toBe(true);
    expect(await late).toMatchObject({ ok: false, error: { code: "thing.moved-on" } });
    expect((await engine.people.logIn("ann", local, "::1")).ok).toBe(true);
  });

  test("can leave it to the directory: then only that counts, and none is stored", async () => {
    expect(
      await engine.people.changeUser(system("test"), ann, { password: { of: "directory" } }),
    ).toMatchObject({
      error: { reason: "directory.not-set-up" },
    });
    await set();
    expect(await Promise.all([logIn("ann", local), logIn("Ann@Desk.example", local)])).toEqual(["in", "in"]);
    await delegate(ann);
    expect(record.view.user(ann)).toMatchObject({ directory: true, password: "" });
    outcome = person("wrong");
    expect(await logIn("ann", local)).toBe("auth.failed");
    outcome = person("right");
    expect(await logIn("ann")).toBe("in");
    expect(asked.map(({ user, password }) => [user, password])).toEqual([
      ["ann", local],
      ["ann", "directory secret"],
    ]);
  });

  test("gets one again from an administrator, and cannot change the directory's", async () => {
    await set();
    await delegate(ann);
    const caller = agentCaller("ann");
    expect(await engine.people.setPassword(caller, ann, "another password", local)).toMatchObject({
      error: { code: "auth.failed", reason: "password.elsewhere" },
    });
    expect(await engine.people.setPassword(system("test"), ann, "another password", null)).toMatchObject({
      ok: true,
    });
    expect(record.view.user(ann)?.directory).toBe(false);
    expect(await logIn("ann", "another password")).toBe("in");
  });

  test("stays administrator if they are the last one", async () => {
    await set();
    const refused = { error: { code: "ticket.state", reason: "user.last-local-admin" } };
    expect(
      await engine.people.changeUser(system("test"), ada, { password: { of: "directory" } }),
    ).toMatchObject(refused);
    expect(await engine.people.changeUser(system("test"), ann, { role: "admin" })).toMatchObject({
      ok: true,
    });
    await delegate(ann);
    expect(await engine.people.changeUser(system("test"), ada, { role: "agent" })).toMatchObject(refused);
    expect(await engine.people.changeUser(system("test"), ada, { disabled: true })).toMatchObject(refused);
    expect(await engine.people.changeUser(system("test"), ann, { role: "agent" })).toMatchObject({
      ok: true,
    });
  });
});

describe("a person without an account", () => {
  test("cannot log in, unless the settings allow it", async () => {
    await set();
    outcome = person("right", ["Eve"], ["eve@desk.example"]);
    expect(await logIn("eve")).toBe("auth.failed");
    expect(record.view.user(eve)).toBeNull();
    await set({ newcomers: "create" });
    outcome = person("wrong");
    expect(await logIn("eve")).toBe("auth.failed");
    expect(record.view.user(eve)).toBeNull();
  });

  test("becomes an agent with the directory's name and address", async () => {
    await set({ newcomers: "create" });
    outcome = person("right", ["Eve\r\nExample"], ["no address", "Eve@desk.example"]);
    expect(await Promise.all([logIn("EVE"), logIn("eve")])).toEqual(["in", "in"]);
    expect(record.view.user(eve)).toMatchObject({
      ...{ fullName: "Eve Example", email: "Eve@desk.example", role: "agent", directory: true, password: "" },
    });
    expect((await events()).slice(-4)).toEqual(["UserCreated", "PasswordDelegated", "LoggedIn", "LoggedIn"]);
    expect(
      (await record.journal.read(0, 1000)).find(({ event }) => event.type === "PasswordDelegated")?.actor,
    ).toEqual(systemActor("directory"));
  });

  test("is called by the directory's name, whatever was typed", async () => {
    await set({ newcomers: "create" });
    outcome = { ...person("right"), person: { ...person("right").person, account: "Eve" } };
    for (const typed of ["eve@desk.example", "DESK\\eve", "EVE", "Evelyn Example"]) {
      expect(await logIn(typed)).toBe("in");
    }
    expect(record.view.users().map(({ name }) => name)).toEqual(["ada", "ann", "eve"]);
  });

  test("gets a name made from the directory's where that cannot be a user name; similar ones stay apart", async () => {
    await set({ newcomers: "create" });
    outcome = person("right");
    expect(
      await Promise.all(["Jürgen", "JÜRGEN", "jurgen", "mia von berg"].map((name) => logIn(name))),
    ).toEqual([...["in", "in", "in", "in"]]);
    const names = record.view.users().map(({ name }) => name);
    expect(names).toHaveLength(5);
    expect(names).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^jurgen-[0-9a-f]{10}$/),
        "jurgen",
        expect.stringMatching(/^mia\.von\.berg-[0-9a-f]{10}$/),
      ]),
    );
    expect(await logIn("")).toBe("auth.failed");
    expect(asked.some(({ user }) => user === "")).toBe(false);
  });

  test("takes over nobody who has a password here, whatever they type", async () => {
    await set({ newcomers: "create" });
    outcome = { ...person("right"), person: { ...person("right").person, account: "ada" } };
    expect(await Promise.all([logIn("eve"), logIn("x@desk.example")])).toEqual([
      "auth.failed",
      "auth.failed",
    ]);
    expect(record.view.user(ada)).toMatchObject({ directory: false, fullName: "ada" });
  });

  test("gets nobody else's address", async () => {
    await set({ newcomers: "create" });
    outcome = person("right", [], ["ADA@desk.example"]);
    expect(await logIn("eve")).toBe("in");
    expect(record.view.user(eve)).toMatchObject({ fullName: "eve", email: null });
  });
});

describe("a person who logs in with the directory", () => {
  beforeEach(async () => {
    await set();
    await delegate(ann);
  });

  test("gets its name and address; missing ones stay, and without a change nothing is written", async () => {
    outcome = person("right", ["Ann Able"], ["ann.able@desk.example", "ann@desk.example"]);
    expect(await logIn("ann")).toBe("in");
    expect(record.view.user(ann)).toMatchObject({ fullName: "Ann Able", email: "ann@desk.example" });
    const before = (await events()).length;
    expect(await logIn("ann")).toBe("in");
    outcome = person("right");
    expect(await logIn("ann")).toBe("in");
    expect((await events()).slice(before)).toEqual(["LoggedIn", "LoggedIn"]);
    outcome = person("right", ["Ann Baker"], ["baker@desk.example"]);
    expect(await logIn("ann")).toBe("in");
    expect(record.view.user(ann)).toMatchObject({ fullName: "Ann Baker", email: "baker@desk.example" });
  });

  test.each<[what: string, outcome: Outcome, code: string]>([
    ["the password is wrong", person("wrong"), "auth.failed"],
    ["their entry is gone", { kind: "nobody" }, "auth.failed"],
    ["there are two of them", { kind: "several" }, "auth.failed"],
    ["the password has expired", person("expired"), "auth.failed"],
    [
      "it does not answer",
      { kind: "failed", problem: { kind: "silent", why: problemOf("x") } },
      "directory.failed",
    ],
    [
      "it is not trusted",
      { kind: "failed", problem: { kind: "untrusted", why: problemOf("x") } },
      "directory.failed",
    ],
  ])("cannot log in if %s", async (_, given, code) => {
    outcome = given;
    expect(await logIn("ann")).toBe(code);
    expect(await events()).not.toContain("LoggedIn");
  });

  test("gets the reason if it helps, and the log has details", async () => {
    const said = async (given: Outcome) => {
      outcome = given;
      const entered = await engine.people.logIn("ann", "directory secret", "192.0.2.1");
      return entered.ok ? "in" : inEnglish(entered.error);
    };
    expect(await said(person("expired"))).toMatch(/expired in the directory/);
    expect(await said({ kind: "failed", problem: { kind: "silent", why: problemOf("ETIMEDOUT") } })).toMatch(
      /^The directory did not answer/,
    );
    expect(
      await said({ kind: "failed", problem: { kind: "bind", why: problemOf("Invalid Credentials") } }),
    ).toMatch(/^The directory settings do not work/);
    expect(log.lines.join("\n")).toMatch(/could not be queried for a log-in.*Invalid Credentials/);
    expect(log.lines.join("\n")).not.toContain("directory secret");
  });

  test("cannot log in if disabled here, or if the directory is disabled", async () => {
    outcome = person("right");
    await engine.people.changeUser(system("test"), ann, { disabled: true });
    expect(await logIn("ann")).toBe("auth.failed");
    await engine.people.changeUser(system("test"), ann, { disabled: false });
    await set({ enabled: false });
    asked = [];
    expect(await logIn("ann")).toBe("auth.failed");
    expect(await logIn("ann", "")).toBe("auth.failed");
    expect(asked).toEqual([]);
  });

  test("gets the same message about a silent directory as an unknown one", async () => {
    outcome = { kind: "failed", problem: { kind: "silent", why: problemOf("x") } };
    expect(await Promise.all([logIn("ann"), logIn("nobody")])).toEqual([
      "directory.failed",
      "directory.failed",
    ]);
  });

  test("can try ten times, then the directory is not asked for a while", async () => {
    outcome = person("wrong");
    const tries = await Promise.all(Array.from({ length: 11 }, () => logIn("ann")));
    expect(tries.filter((code) => code === "rate.limited")).toHaveLength(1);
    expect(asked).toHaveLength(10);
    clock += 16 * 60_000;
    outcome = person("right");
    expect(await logIn("ann")).toBe("in");
  });

  test("can try ten times in all, by name and by address", async () => {
    outcome = person("wrong");
    const names = ["ann", "ann@desk.example", "Ann@Desk.example"];
    const tries = await Promise.all(names.flatMap((name) => Array.from({ length: 4 }, () => logIn(name))));
    expect(tries.filter((code) => code === "rate.limited")).toHaveLength(2);
    expect(asked).toHaveLength(10);
  });
});

describe("guessing", () => {
  const from = async (ip: string, user: string, password = "a wrong password") => {
    const entered = await engine.people.logIn(user, password, ip);
    return entered.ok ? "in" : entered.error.code;
  };

  test("does not shut out the owner of the name, who is elsewhere", async () => {
    for (let n = 0; n < 30; n++) await from("198.51.100.66", "ann");
    expect(await from("198.51.100.66", "ann", local)).toBe("rate.limited");
    expect(await from("192.0.2.1", "ann", local)).toBe("in");
    for (let n = 0; n < 12; n++) await from(`2001:db8:6:6::${n + 1}`, "ann");
    expect(await from("2001:db8:6:6:1234::1", "ANN ", local)).toBe("rate.limited");
    expect(await from("2001:db8:6:7::1", "ann", local)).toBe("in");
    clock += 60_000;
    expect(await from("198.51.100.66", "ann", local)).toBe("in");
  });

  test("goes no faster with another name of the same person", async () => {
    for (const name of ["ann", "ann@desk.example", "Ann@Desk.example"])
      for (let n = 0; n < 4; n++) await from("198.51.100.66", name);
    expect(await from("198.51.100.66", "ann", local)).toBe("rate.limited");
    expect(await from("198.51.100.66", "ann@desk.example", local)).toBe("rate.limited");
  });

  test("by one colleague slows down nobody else of the office, who log in as often as they like", async () => {
    for (let n = 0; n < 12; n++) await from("192.0.2.1", "ann");
    const office = await Promise.all(Array.from({ length: 60 }, () => from("192.0.2.1", "ada", local)));
    expect(new Set(office)).toEqual(new Set(["in"]));
  });

  test("a session's present password is slow, and does not end", async () => {
    const caller = agentCaller("ann");
    const change = (current: string) => engine.people.setPassword(caller, ann, "another password", current);
    const tries = await Promise.all(Array.from({ length: 30 }, () => change("a wrong password")));
    const codes = tries.map((one) => (one.ok ? "changed" : one.error.code));
    expect(codes.filter((code) => code === "auth.failed").length).toBeLessThan(20);
    expect(codes).toContain("rate.limited");
    expect(await change(local)).toEqual({ ok: true, value: undefined });
  });
});

test("the settings are for administrators, and are returned without the password", async () => {
  const agent = agentCaller("ann");
  expect(await engine.directory.set(agent, settings)).toMatchObject({
    error: { code: "permission.denied" },
  });
  expect(await engine.directory.test(agent, { user: "", password: "" })).toMatchObject({ ok: false });
  expect(await engine.people.changeUser(agent, ann, { password: { of: "directory" } })).toMatchObject({
    error: { code: "permission.denied" },
  });
  expect(await engine.directory.test(system("test"), { user: "", password: "" })).toMatchObject({
    error: { code: "thing.not-found" },
  });
  expect(await engine.directory.set(system("test"), { ...settings, servers: [] })).toMatchObject({
    error: { field: "servers" },
  });
  expect(record.view.directory()).toBeNull();
  await set({ enabled: false });
  expect(record.view.directory()).toEqual({ ...settings, enabled: false });
});

describe("P-11: with the next request, access ends for", () => {
  const login = async () => {
    const session = await engine.people.logIn("ann", local, "192.0.2.1");
    const made = { name: "script", user: ann, scope: "write" } as const;
    const token = await engine.people.createToken(system("test"), made);
    if (!session.ok || !token.ok) throw new Error("no session or token");
    return { session: session.value, token: token.value };
  };

  test("a disabled user, by session or token", async () => {
    const { session, token } = await login();
    expect(engine.people.session(session)?.caller).toEqual(agentCaller("ann"));
    expect(engine.people.bearer(token)).toMatchObject({ user: ann, role: "agent", tokenScope: "write" });
    await engine.people.changeUser(system("test"), ann, { disabled: true });
    expect([engine.people.session(session), engine.people.bearer(token)]).toEqual([null, null]);
  });

  test("a person who logged out, or whose session expired", async () => {
    const [out, expired] = [await login(), await login()];
    engine.people.logOut(out.session);
    expect(engine.people.session(out.session)).toBeNull();
    expect(engine.people.session(expired.session)).not.toBeNull();
    clock += 12 * 3_600_000 + 1;
    expect(engine.people.session(expired.session)).toBeNull();
  });

  test("a revoked token", async () => {
    const { token } = await login();
    for (const { id } of record.queries.tokens()) await engine.people.revokeToken(system("test"), id);
    expect(engine.people.bearer(token)).toBeNull();
  });
});
