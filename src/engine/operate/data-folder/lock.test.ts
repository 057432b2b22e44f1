import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { run, setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { Failure } from "../../../base/failure.ts";
import { isLocked, lockData, readRunning } from "./lock.ts";

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

/** Another process that holds the folder until it is killed. */
async function heldElsewhere(folder: string): Promise<ChildProcess> {
  const code = `
    const { lockData } = await import(${JSON.stringify(new URL("./lock.ts", import.meta.url).href)});
    const unlock = lockData(${JSON.stringify(folder)});
    process.stdout.write("held");
    setInterval(() => unlock, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

describe("the lock", () => {
  it("is for one process, and ends with it, however it ends", async () => {
    const folder = testFolder();
    expect(isLocked(folder)).toBe(false);
    const holder = await heldElsewhere(folder);
    expect(isLocked(folder)).toBe(true);
    expect(() => lockData(folder)).toThrow(Failure);
    expect(() => lockData(folder)).toThrow(`${folder} is held by another process; stop that one first`);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(isLocked(folder)).toBe(false);
    const unlock = lockData(folder);
    expect(isLocked(folder)).toBe(true);
    unlock();
    expect(isLocked(folder)).toBe(false);
  });

  it("checking it neither creates nor takes it", () => {
    const folder = testFolder();
    expect(isLocked(folder)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    lockData(folder)();
    expect(isLocked(folder)).toBe(false);
    const unlock = lockData(folder);
    unlock();
  });

  it("says which process holds it and where it listens", async () => {
    const folder = await setUpFolder();
    const holder = await heldElsewhere(folder);
    const places = { http: "127.0.0.1:8025", https: null, smtp: "127.0.0.1:2525" };
    writeFileSync(join(folder, "run.json"), JSON.stringify({ pid: holder.pid, ...places, version: "0.1.0" }));
    const who = `process ${holder.pid} (version 0.1.0, listening on http 127.0.0.1:8025, smtp 127.0.0.1:2525)`;
    for (const words of [["rebuild"], ["serve", "--http", "127.0.0.1:0"]]) {
      const { status, err } = await run([...words, "--data", folder]);
      expect(status).toBe(1);
      expect(err).toBe(`mailmanager ${words[0]}: ${folder} is held by ${who}; stop that one first\n`);
    }
  });

  it("does not block commands that only add or read", async () => {
    const folder = await setUpFolder();
    await heldElsewhere(folder);
    const token = await run(["token", "create", "--data", folder, "--name", "meanwhile"]);
    expect(token).toMatchObject({ status: 0, err: "" });
    expect(token.out).toMatch(/^mm_/);
    for (const words of [
      ["journal", "verify"],
      ["journal", "tail"],
      ["user", "list"],
      ["user", "create", "--user", "ann"],
    ]) {
      expect((await run([...words, "--data", folder])).status).toBe(0);
    }
  });
});

describe("run.json", () => {
  it.each(["", "{", "[]", "null", '{"pid": "7", "version": "1"}', '{"pid": 7}'])(
    "%j tells nothing",
    (text) => {
      const folder = testFolder();
      writeFileSync(join(folder, "run.json"), text);
      expect(readRunning(folder)).toBeNull();
      rmSync(join(folder, "run.json"));
      expect(readRunning(folder)).toBeNull();
    },
  );
});
