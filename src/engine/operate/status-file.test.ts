import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepStatus } from "./status-file.ts";

let folder: string;
const warnings: string[] = [];
const log = { info() {}, error() {}, warn: (text: string) => warnings.push(text) };
const told = () => JSON.parse(readFileSync(join(folder, "status.json"), "utf8"));

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), "status-"));
  warnings.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

it("has the queue lengths, is updated, and is removed when the program ends", () => {
  let incoming = 3;
  const stop = keepStatus(folder, () => ({ queue: { incoming, outgoing: 1 }, lastBackup: null }), log);
  expect(told()).toEqual({ pid: process.pid, queue: { incoming: 3, outgoing: 1 }, lastBackup: null });
  incoming = 0;
  vi.advanceTimersByTime(5_000);
  expect(told().queue).toEqual({ incoming: 0, outgoing: 1 });
  stop();
  expect(existsSync(join(folder, "status.json"))).toBe(false);
  incoming = 9;
  vi.advanceTimersByTime(60_000);
  expect(existsSync(join(folder, "status.json"))).toBe(false);
});

it("continues if it cannot be written", () => {
  const stop = keepStatus(
    join(folder, "none"),
    () => ({ queue: { incoming: 0, outgoing: 0 }, lastBackup: null }),
    log,
  );
  expect(warnings).toEqual(["status.json cannot be written"]);
  vi.advanceTimersByTime(5_000);
  expect(warnings).toHaveLength(2);
  stop();
});
