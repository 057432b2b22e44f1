import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { captureLog, engineOver } from "../../../test/support/engine.ts";
import { userName } from "../../base/ids.ts";
import { system } from "../../domain/policy/index.ts";
import { createTasks } from "./tasks.ts";

const HOUR = 3_600_000;
let renewals = 0;
const certificates = {
  renew: async () => {
    renewals += 1;
  },
};

const diskSpace = async () => 5e9;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12, 0) });
});
afterEach(() => {
  vi.useRealTimers();
});

it("expired sessions, remembered requests and policies are deleted on schedule", async () => {
  const record = openData(testFolder());
  const log = captureLog();
  const engine = engineOver(record);
  const nights: number[] = [];
  const nightly = async (_: object, keep: number) => {
    nights.push(keep);
  };
  const tasks = createTasks({
    record,
    engine: { ...engine, backups: { ...engine.backups, nightly } },
    certificates,
    diskSpace,
    nightlyBackups: () => 2,
    now: Date.now,
    log,
  });
  const request = { token: "t", key: "k", request: Buffer.from("r"), status: 200, body: "{}" };
  record.operations.openSession("secret", userName("ann"), "csrf");
  record.operations.remember({ ...request, createdAt: Date.now() });
  const policy = { mode: "enforce", mx: ["mx.a.example"], maxAge: 86_400 } as const;
  for (const id of ["1", "2"]) {
    record.operations.keepPolicy({ domain: "a.example", id, policy, until: Date.now() + 12 * HOUR });
  }
  await vi.advanceTimersByTimeAsync(10 * HOUR);
  expect(record.operations.policy("a.example")).toMatchObject({ id: "2", policy });
  expect(record.operations.session("secret")).not.toBeNull();
  await vi.advanceTimersByTimeAsync(3 * HOUR);
  expect(record.operations.session("secret")).toBeNull();
  expect(record.operations.policy("a.example")).toBeNull();
  expect(record.operations.remembered("t", "k")).not.toBeNull();
  expect(record.operations.freeOnDays(9)).toEqual([
    { day: "2026-01-01", free: 5e9 },
    { day: "2026-01-02", free: 5e9 },
  ]);
  await vi.advanceTimersByTimeAsync(12 * HOUR);
  expect(record.operations.remembered("t", "k")).toBeNull();
  expect(renewals).toBe(25);
  expect(nights).toEqual([2]);
  await tasks.stop();
  record.close();
  expect(log.lines).toEqual([]);
});

it("a task that fails is logged, and the next one still runs", async () => {
  const record = openData(testFolder());
  const log = captureLog();
  const tasks = createTasks({
    record,
    engine: engineOver(record),
    certificates,
    diskSpace,
    nightlyBackups: () => 0,
    now: Date.now,
    log,
  });
  record.close();
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  await tasks.stop();
  const failed = log.lines.map(
    (line) => /^error a task failed; it runs again at its next time .*"task":"(\w+)"/.exec(line)?.[1],
  );
  expect(failed.sort()).toEqual(["disk", "disk", "dns", "dns", "expire", "expire"]);
});

it("what the scheduler itself reports is in the log, and nothing is written past it", async () => {
  const record = openData(testFolder());
  const log = captureLog();
  const past = [vi.spyOn(console, "warn"), vi.spyOn(console, "error"), vi.spyOn(console, "info")];
  const engine = engineOver(record);
  const tasks = createTasks({
    record,
    engine,
    certificates,
    diskSpace,
    nightlyBackups: () => 0,
    now: Date.now,
    log,
  });
  // As after a suspension: the clock jumps over the times of tasks.
  vi.setSystemTime(Date.now() + 5 * HOUR);
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  await tasks.stop();
  record.close();
  expect(log.lines.filter((line) => line.startsWith("warn scheduler "))).not.toEqual([]);
  for (const one of past) expect(one).not.toHaveBeenCalled();
});

it("what webhooks were told is deleted after a month; what waits is kept", async () => {
  const record = openData(testFolder());
  const engine = engineOver(record);
  const parts = { record, engine, certificates, diskSpace, nightlyBackups: () => 0, now: Date.now };
  const saved = engine.webhooks.save(system("test"), { name: "Shop", url: "https://shop.example/" });
  await vi.advanceTimersByTimeAsync(1000);
  await saved;
  const queue = record.operations.webhooks;
  const lane = { webhook: "Shop", position: 0, failures: 0, failingSince: null, nextAt: 0 };
  const told = (id: string, state: "delivered" | "waiting") => {
    queue.add(lane, [{ id, type: "note.added", ticket: null, body: "{}" }]);
    const [call] = queue.deliveries("Shop", 1e9, 1);
    if (!call) throw new Error("no call");
    const attempt = { at: Date.now(), took: 1, status: 200, answer: "", fault: null };
    const nextAt = state === "waiting" ? Date.now() : null;
    queue.attempted(call, { attempt, state, nextAt, lane, recovered: false });
  };
  told("old", "delivered");
  told("waits", "waiting");
  vi.setSystemTime(Date.UTC(2026, 1, 1, 12, 0));
  told("new", "delivered");
  const tasks = createTasks({ ...parts, log: captureLog() });
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(queue.deliveries("Shop", 1e9, 9).map(({ id }) => id)).toEqual(["new", "waits"]);
  expect([queue.attempts(1), queue.attempts(2).length]).toEqual([[], 1]);
  await tasks.stop();
});
