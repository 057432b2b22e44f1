import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPin, type Pin } from "./pin.ts";
import { diskAt, type TestDisk } from "./testing/disk.ts";

let folder: string;
let clock = 0;
let said: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pin-"));
  clock = Date.UTC(2026, 10, 30, 8);
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): Pin =>
  openPin(
    folder,
    () => clock,
    (text) => said.push(text),
  );
const minute = 60_000;

test("without a PIN everything is right; a PIN that was set is needed, also after a restart", async () => {
  const pin = open();
  expect([pin.isSet(), pin.generation(), await pin.try("123456")]).toEqual([false, null, { kind: "right" }]);
  await pin.set("271828");
  expect(pin.isSet()).toBe(true);
  expect(await open().try("271828")).toEqual({ kind: "right" });
  expect(await open().try("271829")).toEqual({ kind: "wrong" });
  pin.remove();
  expect(open().isSet()).toBe(false);
});

test("it is stored hashed, with a salt of its own", async () => {
  const file = join(folder, "console-pin.json");
  const pin = open();
  await pin.set("271828");
  const first = readFileSync(file, "utf8");
  const generation = pin.generation();
  await pin.set("271828");
  const second = readFileSync(file, "utf8");
  expect(first).not.toContain("271828");
  expect(JSON.parse(first).hash).not.toBe(JSON.parse(second).hash);
  expect(pin.generation()).not.toBe(generation);
});

test("after three wrong ones each further one waits longer, up to a bound; a right one ends that", async () => {
  const pin = open();
  await pin.set("271828");
  for (let n = 0; n < 3; n++) expect(await pin.try("000000")).toEqual({ kind: "wrong" });
  const waits: number[] = [];
  for (let n = 0; n < 10; n++) {
    waits.push(pin.wait());
    // The right one is not looked at either.
    expect(await pin.try("271828")).toEqual({ kind: "wait", ms: pin.wait() });
    clock += pin.wait();
    expect(await pin.try("000000")).toEqual({ kind: "wrong" });
  }
  expect(waits.slice(0, 3)).toEqual([10_000, 20_000, 40_000]);
  expect(waits.slice(-3)).toEqual([15 * minute, 15 * minute, 15 * minute]);
  clock += pin.wait();
  expect(await pin.try("271828")).toEqual({ kind: "right" });
  expect(pin.wait()).toBe(0);
  expect(await pin.try("000000")).toEqual({ kind: "wrong" });
});

test("the delay survives a restart, and a clock that was set back does not prolong it", async () => {
  await open().set("271828");
  for (let n = 0; n < 4; n++) {
    await open().try("000000");
    clock += open().wait() > 0 && n < 3 ? open().wait() : 0;
  }
  expect(open().wait()).toBe(20_000);
  clock -= 10 * 365 * 24 * 60 * minute;
  expect(open().wait()).toBe(20_000);
});

test("tries at the same time are counted one by one", async () => {
  const pin = open();
  await pin.set("271828");
  const tried = await Promise.all(Array.from({ length: 6 }, () => pin.try("000000")));
  expect(tried.map(({ kind }) => kind)).toEqual(["wrong", "wrong", "wrong", "wait", "wait", "wait"]);
});

test("a file that is damaged admits nobody, until another PIN is set", async () => {
  const pin = open();
  await pin.set("271828");
  writeFileSync(join(folder, "console-pin.json"), '{"salt":');
  expect(pin.isSet()).toBe(true);
  expect(await pin.try("271828")).toEqual({ kind: "wrong" });
  expect(said[0]).toContain("console-pin.json");
  await pin.set("314159");
  expect(await pin.try("314159")).toEqual({ kind: "right" });
});

describe.each(["readOnly", "full"] as const)("on a disk that is %s", (state) => {
  let disk: TestDisk;
  let pin: Pin;
  beforeEach(async () => {
    disk = diskAt(folder);
    pin = open();
    await pin.set("271828");
    disk[state]();
  });
  afterEach(() => disk.remove());

  test("the right PIN is right, each time, and that it could not be counted is said", async () => {
    for (let n = 0; n < 5; n++) expect(await pin.try("271828")).toEqual({ kind: "right" });
    expect([pin.wait(), pin.waitsInMemory()]).toEqual([0, false]);
    expect(said[0]).toContain("cannot be written");
  });

  test("each wrong one is followed by the longest delay, until the disk can be written again", async () => {
    for (let n = 0; n < 2; n++) {
      expect(await pin.try("000000")).toEqual({ kind: "wrong" });
      expect([pin.wait(), pin.waitsInMemory()]).toEqual([15 * minute, true]);
      expect(await pin.try("271828")).toEqual({ kind: "wait", ms: 15 * minute });
      clock += 15 * minute;
      expect(pin.waitsInMemory()).toBe(false);
    }
    disk.mend();
    expect(await pin.try("000000")).toEqual({ kind: "wrong" });
    expect([open().wait(), pin.waitsInMemory()]).toEqual([15 * minute, false]);
    clock += 15 * minute;
    expect(await pin.try("271828")).toEqual({ kind: "right" });
    expect(open().wait()).toBe(0);
  });

  test("a wrong one does not bind a PIN that is set afterwards", async () => {
    await pin.try("000000");
    disk.mend();
    await pin.set("314159");
    expect(await pin.try("314159")).toEqual({ kind: "right" });
  });
});

test("on a disk that is read-only, the PIN is neither replaced nor removed", async () => {
  const disk = diskAt(folder);
  try {
    const pin = open();
    await pin.set("271828");
    disk.readOnly();
    await expect(pin.set("314159")).rejects.toMatchObject({ code: "EROFS" });
    expect(() => pin.remove()).toThrow("EROFS");
    expect(await pin.try("271828")).toEqual({ kind: "right" });
  } finally {
    disk.remove();
  }
});
