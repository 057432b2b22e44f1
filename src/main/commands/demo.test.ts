import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { captureIo, oneLine, run, testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { createPeople } from "../../engine/people/people.ts";
import { commands } from "./index.ts";
import { runCommand } from "./run.ts";

it("makes a data folder that works, and prints how to log in", async () => {
  const data = join(testFolder(), "data");
  const { status, out, err } = await run(["demo", "--data", data, "--tickets", "12"]);
  expect(status).toBe(0);
  // On a slow machine it shows how far it is.
  expect(err.replace(data, "DIR")).toMatch(
    /^(?:tickets: \d+ of 12\n)*next: mailmanager serve --data DIR --http 127\.0\.0\.1:8025\n$/,
  );
  const found = /^user: admin\npassword: (\S+)\nagents: ([a-z ]+)\nagents-password: (\S+)\n$/.exec(out);
  const [, password = "", agents = "", agentsPassword = ""] = found ?? [];
  expect(agents.split(" ")).toHaveLength(5);
  expect(statSync(data).mode & 0o777).toBe(0o700);

  const record = openData(data);
  const people = createPeople({
    record,
    now: Date.now,
    randomBytes: pooledRandomBytes(),
    log: createLog(() => {}),
  });
  expect((await people.logIn("admin", password, "127.0.0.1")).ok).toBe(true);
  for (const agent of agents.split(" ")) {
    expect((await people.logIn(agent, agentsPassword, "127.0.0.1")).ok).toBe(true);
  }
  expect(record.queries.counts({}, Date.now()).all).toBe(12);
  record.close();

  const verified = await run(["journal", "verify", "--data", data]);
  expect(verified.status).toBe(0);
  const doctor = JSON.parse((await run(["doctor", "--data", data, "--json"])).out);
  const bad = doctor.findings.filter(
    ({ level, check }: { level: string; check: string }) => level === "problem" && check !== "disk",
  );
  expect(bad).toEqual([]);

  const second = await run(["demo", "--data", data, "--tickets", "12"]);
  expect(second.status).toBe(1);
  expect(oneLine(second.err)).toContain(`${data} holds data already`);
});

it("refuses a folder that is not empty, and leaves it as it was", async () => {
  const data = testFolder();
  writeFileSync(join(data, "notes.txt"), "mine");
  const { status, err } = await run(["demo", "--data", data]);
  expect(status).toBe(1);
  expect(oneLine(err)).toContain("is not empty");
  expect(readdirSync(data)).toEqual(["notes.txt"]);
});

it("stopped in the middle it leaves nothing", async () => {
  const data = testFolder();
  const before = new Set(process.listeners("SIGINT"));
  const io = captureIo();
  const running = runCommand(commands, ["demo", "--data", data, "--tickets", "5000"], io);
  while (!readdirSync(data).includes("mailmanager.db-wal")) await new Promise((wait) => setTimeout(wait, 10));
  for (const listener of process.listeners("SIGINT")) if (!before.has(listener)) listener("SIGINT");
  expect(await running).toBe(1);
  expect(io.written.out).toBe("");
  expect(io.written.err.trimEnd().split("\n").at(-1)).toBe(
    "mailmanager demo: stopped before the end; nothing is left of it",
  );
  expect(readdirSync(data)).toEqual([]);
  // And the folder is free for another try.
  expect((await run(["demo", "--data", data, "--tickets", "1"])).status).toBe(0);
});

it("a folder that cannot be made is told in one line", async () => {
  const folder = testFolder();
  mkdirSync(join(folder, "a"));
  writeFileSync(join(folder, "a/file"), "");
  const { status, err } = await run(["demo", "--data", join(folder, "a/file/data")]);
  expect(status).toBe(1);
  expect(oneLine(err)).toMatch(/^mailmanager demo: .*data leads through a file that is not a folder$/);
});
