import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { userName } from "../../base/ids.ts";
import { createPeople } from "../../engine/people/people.ts";

const rest = ["--hostname", "Desk.Example", "--mailbox", "Support@desk.example"];

/** Whether the password opens a session. */
async function logsIn(data: string, name: string, password: string): Promise<boolean> {
  const record = openData(data);
  try {
    const parts = { record, now: Date.now, randomBytes: pooledRandomBytes(), log: createLog(() => {}) };
    return (await createPeople(parts).logIn(name, password, "127.0.0.1")).ok;
  } finally {
    record.close();
  }
}

it("makes a folder that is only its owner's, with a mailbox and an administrator who can log in", async () => {
  const data = join(testFolder(), "deep/inside");
  const { status, out, err } = await run([
    "setup",
    "--data",
    data,
    ...rest,
    "--admin-email",
    "boss@desk.example",
  ]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  const [, user = "", password = ""] = /^user: (\S+)\npassword: (\S+)\n$/.exec(out) ?? [];
  expect(user).toBe("admin");
  expect(password.length).toBeGreaterThanOrEqual(20);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  const record = openData(data);
  expect(record.view.hostname()).toBe("desk.example");
  expect(record.view.mailbox("support@desk.example")).toMatchObject({ enabled: true });
  expect(record.view.user(userName("admin"))).toMatchObject({ role: "admin", email: "boss@desk.example" });
  record.close();
  expect(await logsIn(data, user, password)).toBe(true);
  expect(await logsIn(data, user, `${password}x`)).toBe(false);
});

it("takes an empty folder that is there, and closes it to others", async () => {
  const data = testFolder();
  mkdirSync(join(data, "empty"), { mode: 0o755 });
  expect((await run(["setup", "--data", join(data, "empty"), ...rest])).status).toBe(0);
  expect(statSync(join(data, "empty")).mode & 0o777).toBe(0o700);
});

it("never makes the same password twice", async () => {
  const made = await Promise.all(
    [1, 2].map(() => run(["setup", "--data", join(testFolder(), "data"), ...rest])),
  );
  expect(made[0]?.out).not.toBe(made[1]?.out);
});

it("takes the password's first line from a file, and does not show it", async () => {
  const folder = testFolder();
  const [data, file] = [join(folder, "data"), join(folder, "password")];
  writeFileSync(file, "correct horse battery staple\r\nsecond line\n");
  const { status, out } = await run(["setup", "--data", data, ...rest, "--admin-password-file", file]);
  expect({ status, out }).toEqual({ status: 0, out: "user: admin\n" });
  expect(await logsIn(data, "admin", "correct horse battery staple")).toBe(true);
});

it("refuses a folder that is not empty, and leaves it as it was", async () => {
  const data = testFolder();
  writeFileSync(join(data, "holiday.txt"), "sand");
  const before = statSync(data).mode;
  const { status, err } = await run(["setup", "--data", data, ...rest]);
  expect(status).toBe(1);
  expect(oneLine(err)).toContain(
    `${data} is not empty and holds no data of this program; choose another folder`,
  );
  expect(readdirSync(data)).toEqual(["holiday.txt"]);
  expect(readFileSync(join(data, "holiday.txt"), "utf8")).toBe("sand");
  expect(statSync(data).mode).toBe(before);
});

it("refuses a folder that was set up, and leaves it as it was", async () => {
  const data = await setUpFolder();
  const before = readFileSync(join(data, "mailmanager.db"));
  const { status, err } = await run(["setup", "--data", data, ...rest]);
  expect(status).toBe(1);
  expect(oneLine(err)).toContain(`${data} holds data already`);
  expect(readFileSync(join(data, "mailmanager.db")).equals(before)).toBe(true);
});

it.each([
  [["--hostname", "no host", "--mailbox", "a@desk.example"], '"no host" is not a valid host name', 2],
  [
    ["--hostname", "desk.example", "--mailbox", "desk.example"],
    '--mailbox: "desk.example" is not a valid email address',
    2,
  ],
  [["--hostname", "desk.example", "--mailbox", "a+b@desk.example"], 'must not contain "+"', 2],
  [[...rest, "--admin-email", "boss"], '--admin-email: "boss" is not a valid email address', 2],
  [
    [...rest, "--admin-password-file", "/nonexistent/file"],
    "the password file /nonexistent/file cannot be read: /nonexistent/file does not exist",
    1,
  ],
])("%j leaves nothing half made", async (words, problem, wanted) => {
  const data = testFolder();
  const { status, out, err } = await run(["setup", "--data", data, ...words]);
  expect({ status, out }).toEqual({ status: wanted, out: "" });
  expect(err.split("\n")[0]).toContain(problem);
  expect(readdirSync(data)).toEqual([]);
});

it("a password that is too short leaves nothing half made", async () => {
  const data = testFolder();
  const file = join(testFolder(), "password");
  writeFileSync(file, "short\n");
  const { status, err } = await run(["setup", "--data", data, ...rest, "--admin-password-file", file]);
  expect(status).toBe(1);
  expect(oneLine(err)).toContain("A password has 10 to 1,000 characters");
  expect(readdirSync(data)).toEqual([]);
});
