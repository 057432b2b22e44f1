/** Logging in with a real OpenLDAP, end to end: settings, thread, connection, journal. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { captureLog, engineOver, setUp } from "../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { base, coded, entry, password, type Slapd, startSlapd } from "../../test/support/slapd.ts";
import { userName } from "../base/ids.ts";
import { system } from "../domain/policy/index.ts";
import { createDirectoryClient } from "../edges/ldap/client.ts";
import type { Engine } from "../engine/engine.ts";
import { selfSigned } from "../engine/operate/certificates/self-signed.ts";
import type { RecordStore } from "../record/record.ts";
import { inEnglish } from "../text/index.ts";
import { workerEntry } from "./assets.ts";

const log = captureLog();
const client = createDirectoryClient({ entry: workerEntry("src/edges/ldap/worker.ts"), log, now: Date.now });
let slapd: Slapd;
beforeAll(async () => {
  const people = [
    entry("ann", ["cn: Ann Able", "mail: ann@desk.example"]),
    entry("eve", ["cn: Eve"]),
    entry("mona.b", ["cn: Mona", "mail: mona@desk.example", "description: mona.b@corp.example"]),
    entry("carl", ["cn: Carl", "mail: mallory@desk.example"]),
    entry("mallory", ["cn: Mallory", "mail: carl@desk.example", "employeeNumber: 7"]),
    entry("mallory", ["cn: Other Mallory", "mail: other@desk.example"], "others"),
    `dn: uid=joerg,ou=Bürö\\, Süd,${base}`.replace(/^dn: (.*)$/, (_, dn: string) => coded("dn", dn)) +
      "\nobjectClass: inetOrgPerson\nuid: joerg\nsn: x\ncn: Joerg\nuserPassword: " +
      password,
    [
      ...[coded("dn", `uid=Jürgen,ou=people,${base}`), "objectClass: inetOrgPerson"],
      ...[coded("uid", "Jürgen"), "sn: x", "cn: Juergen", `userPassword: ${password}`],
    ].join("\n"),
    entry("twin", ["cn: First"]),
    entry("twin", ["cn: Second"], "others"),
  ];
  slapd = await startSlapd(people, selfSigned({ hostname: "localhost", now: Date.now() }));
});
afterAll(async () => {
  await client.close();
  await slapd.remove();
});

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, { log, askDirectory: client.ask });
  await setUp(engine);
  await engine.people.createUser(system("test"), {
    ...{ user: userName("admin"), name: "Ada", email: null, role: "admin" },
    password: "correct horse battery",
  });
  await engine.directory.set(system("test"), { ...slapd.directory, newcomers: "create" });
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

/** "in", or the error shown. */
async function logIn(user: string, given: string): Promise<string> {
  const entered = await engine.people.logIn(user, given, "192.0.2.1");
  return entered.ok ? "in" : inEnglish(entered.error);
}
const wrong = "User name or password is wrong";

test("people log in, get the names in their entries, and cannot log in without an entry", async () => {
  expect(await logIn("Ann", password)).toBe("in");
  const ann = () => record.view.user(userName("ann"));
  expect(ann()).toMatchObject({
    fullName: "Ann Able",
    email: "ann@desk.example",
    role: "agent",
    directory: true,
  });
  const dn = `dn: uid=ann,ou=people,${base}\n`;
  slapd.modify(
    `${dn}changetype: modify\nreplace: cn\ncn: Ann Baker\n-\nreplace: userPassword\nuserPassword: new secret\n`,
  );
  expect(await Promise.all([logIn("ann", password), logIn("ann", "new secret")])).toEqual([wrong, "in"]);
  expect(ann()?.fullName).toBe("Ann Baker");
  slapd.modify(`${dn}changetype: delete\n`);
  expect(await logIn("ann", "new secret")).toBe(wrong);
});

test("nobody logs in without a password, as someone else, or with an ambiguous name", async () => {
  expect(
    await Promise.all([
      logIn("eve", ""),
      logIn("eve", "\0"),
      logIn("eve", "service secret"),
      logIn("*", password),
      logIn("twin", password),
      logIn("nobody", password),
    ]),
  ).toEqual(Array.from({ length: 6 }, () => wrong));
  expect(record.view.users().map(({ name }) => name)).toEqual(["admin"]);
});

describe("people type their address, their principal name, the domain before it or another name", () => {
  beforeEach(async () => {
    const filter = "(&(objectClass=inetOrgPerson)(|(uid={user})(mail={user})(description={user})))";
    await engine.directory.set(system("test"), { ...slapd.directory, filter, newcomers: "create" });
  });
  const users = () => record.view.users().map(({ name }) => name);

  test.each([
    ["the address", ["mona@desk.example", "MONA@Desk.Example"]],
    ["the principal name", ["mona.b@corp.example", "CORP\\Mona.B@corp.example"]],
  ])("%s: and are one user", async (_, names) => {
    for (const typed of [...names, "mona.b"]) expect(await logIn(typed, password), typed).toBe("in");
    expect(users()).toEqual(["admin", "mona.b"]);
  });

  test("letters beyond ASCII, in any case: and are one user", async () => {
    for (const typed of ["jürgen", "JÜRGEN", "CORP\\Jürgen"])
      expect(await logIn(typed, password), typed).toBe("in");
    expect(users()).toEqual(["admin", expect.stringMatching(/^jurgen-[0-9a-f]{10}$/)]);
  });

  test("the right name with a wrong password: and are not let in", async () => {
    expect(await logIn("mona@desk.example", "not it")).toBe(wrong);
    expect(users()).toEqual(["admin"]);
  });
});

test("an address finds nobody whose account's name somebody else has as well", async () => {
  const filter = "(|(uid={user})(mail={user})(employeeNumber={user}))";
  await engine.directory.set(system("test"), { ...slapd.directory, filter, newcomers: "create" });
  expect(await logIn("other@desk.example", password)).toBe(wrong);
  expect(await logIn("7", password)).toBe(wrong);
  expect(await logIn("mallory@desk.example", password)).toBe("in");
  expect(record.view.users().map(({ name }) => name)).toEqual(["admin", "carl"]);
});

test("a base DN with letters beyond ASCII and an escaped comma is sent as it was typed", async () => {
  const set = (baseDn: string) =>
    engine.directory.set(system("test"), { ...slapd.directory, baseDn, newcomers: "create" });
  await set(`ou=Bürö\\, Süd,${base}`);
  expect(await logIn("joerg", password)).toBe("in");
  await set(`ou=Nirgends,${base}`);
  expect(await logIn("mona.b", password)).toBe(
    "The directory settings do not work, so your password could not be checked",
  );
});

test("while it is down people get a message, and administrators with a local password can log in", async () => {
  expect(await logIn("eve", password)).toBe("in");
  await slapd.stop();
  try {
    expect(await Promise.all([logIn("eve", password), logIn("admin", "correct horse battery")])).toEqual([
      "The directory did not answer, so your password could not be checked",
      "in",
    ]);
    expect(log.lines.join("\n")).toMatch(/could not be queried for a log-in.*ECONNREFUSED/);
    const tested = await engine.directory.test(system("test"), { user: "eve", password });
    expect(tested).toMatchObject({ ok: true, value: [{ level: "problem" }] });
  } finally {
    await slapd.start();
  }
  expect(await logIn("eve", password)).toBe("in");
});
