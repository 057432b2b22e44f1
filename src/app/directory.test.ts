/** Logging in with a real OpenLDAP, end to end: settings, thread, connection, journal. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { captureLog, engineOver, setUp } from "../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { base, entry, password, type Slapd, startSlapd } from "../../test/support/slapd.ts";
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

test("while it is down people get a message, and administrators with a local password can log in", async () => {
  expect(await logIn("eve", password)).toBe("in");
  await slapd.stop();
  try {
    expect(await Promise.all([logIn("eve", password), logIn("admin", "correct horse battery")])).toEqual([
      "The directory did not answer, so your password could not be checked",
      "in",
    ]);
    expect(log.lines.join("\n")).toMatch(/could not be asked about a log-in.*ECONNREFUSED/);
    const tested = await engine.directory.test(system("test"), { user: "eve", password });
    expect(tested).toMatchObject({ ok: true, value: [{ level: "problem" }] });
  } finally {
    await slapd.start();
  }
  expect(await logIn("eve", password)).toBe("in");
});
