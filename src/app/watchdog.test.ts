import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Log } from "../base/log.ts";
import type { Manager } from "./manager.ts";
import { reportHealth } from "./watchdog.ts";

const told: string[] = [];
const manager: Manager = {
  language: "en",
  status: (text) => told.push(text),
  patience: () => {},
  ready: () => {},
  stopping: () => {},
  watchdog: 1000,
  alive: () => told.push("alive"),
};
const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };
const failure = (code: string) => Object.assign(new Error(code), { code });
let stop = () => {};

beforeEach(() => {
  told.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

const after = async (ms: number): Promise<readonly string[]> => {
  told.length = 0;
  await vi.advanceTimersByTimeAsync(ms);
  return [...told];
};

it("while the journal can be written it notifies twice per interval, and sends the status once", async () => {
  stop = reportHealth(
    manager,
    async () => {},
    () => "serving",
    quiet,
  );
  expect(told).toEqual(["serving", "alive"]);
  expect(await after(2000)).toEqual(["alive", "alive", "alive", "alive"]);
  stop();
  expect(await after(2000)).toEqual([]);
});

it("after a write that hangs or fails it is silent until one succeeds", async () => {
  let write = () => new Promise<void>(() => {});
  stop = reportHealth(
    manager,
    () => write(),
    () => "serving",
    quiet,
  );
  expect(await after(5000)).toEqual([]);
  stop();

  write = () => Promise.reject(failure("SQLITE_IOERR_WRITE"));
  stop = reportHealth(
    manager,
    () => write(),
    () => "serving",
    quiet,
  );
  expect(await after(2000)).toEqual(["the journal cannot be written"]);
  write = async () => {};
  expect(await after(500)).toEqual(["serving", "alive"]);
});

it("a full disk is reported, and causes no restart", async () => {
  let write = () => Promise.reject<void>(failure("SQLITE_FULL"));
  stop = reportHealth(
    manager,
    () => write(),
    () => "serving",
    quiet,
  );
  expect(await after(1000)).toEqual([expect.stringContaining("disk is full"), "alive", "alive"]);
  write = async () => {};
  expect(await after(500)).toEqual(["serving", "alive"]);
});

it("without a watchdog it only sends the status", async () => {
  stop = reportHealth(
    { ...manager, watchdog: null },
    async () => {},
    () => "serving",
    quiet,
  );
  expect([...told, ...(await after(5000))]).toEqual(["serving"]);
});

it("the status follows what the program is doing", async () => {
  let doing = "rebuilding, 1 %";
  stop = reportHealth(
    { ...manager, watchdog: null },
    async () => {},
    () => doing,
    quiet,
  );
  doing = "rebuilding, 2 %";
  expect(await after(5000)).toEqual(["rebuilding, 2 %"]);
  doing = "serving";
  expect(await after(5000)).toEqual(["serving"]);
});
