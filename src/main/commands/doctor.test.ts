import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { captureIo, oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { commands } from "./index.ts";
import { runCommand } from "./run.ts";

it("says line by line how it is, and ends with 0 when there is no problem", async () => {
  const data = await setUpFolder();
  const { status, out, err } = await run(["doctor", "--data", data], { MAILMANAGER_DISK_RESERVE: "1" });
  expect(err).toBe("");
  expect(out).toContain(`ok       folder          ${data} exists\n`);
  expect(out).toContain(
    "warning  outgoing mail   none is set: replies are queued\n                         -> set a mail server",
  );
  const problems = Number(/problems: (\d+)\n$/.exec(out)?.[1]);
  // The machine that runs this test may have its own.
  expect(status).toBe(problems === 0 ? 0 : 1);
});

it("ends with 1 when there is a problem, and says what to do", async () => {
  const data = await setUpFolder();
  chmodSync(data, 0o777);
  const { status, out, err } = await run(["doctor", "--data", data, "--full"]);
  expect({ status, err }).toEqual({ status: 1, err: "" });
  expect(out).toContain(`problem  permissions     other users`);
  expect(out).toContain(`-> chmod 700 ${data}\n`);
});

it("tells machines the same", async () => {
  const data = join(testFolder(), "none");
  const { status, out } = await run(["doctor", "--data", data, "--json"]);
  expect(status).toBe(1);
  const told = JSON.parse(out);
  expect(told.ok).toBe(false);
  expect(told.findings.at(-1)).toMatchObject({
    check: "folder",
    level: "problem",
    what: `${data} does not exist`,
  });
});

it("knows the configuration that the program is started with", async () => {
  const data = await setUpFolder();
  const file = join(testFolder(), "mailmanager.toml");
  writeFileSync(file, 'outgoing = "smtp://relay.example"\n');
  expect((await run(["doctor", "--data", data, "--config", file])).out).toContain("a mail server is set");
  expect((await run(["doctor", "--data", data], { MAILMANAGER_OUTGOING: "catch" })).out).toContain(
    "are caught here",
  );
  writeFileSync(file, "outgoin = 1\n");
  const { status, err } = await run(["doctor", "--data", data, "--config", file]);
  expect(status).toBe(1);
  expect(oneLine(err)).toContain('line 1: unknown setting "outgoin"; did you mean "outgoing"?');
});

it("prints each finding as soon as it is there", async () => {
  const data = await setUpFolder();
  const printed: string[] = [];
  let done = false;
  const io = { ...captureIo(), out: (text: string) => printed.push(text) };
  const running = runCommand(commands, ["doctor", "--data", data], io).finally(() => {
    done = true;
  });
  while (printed.length < 2 && !done) await setImmediate();
  expect(done).toBe(false);
  const early = printed.length;
  await running;
  expect(printed.length).toBeGreaterThan(early + 5);
});
