import { spawn } from "node:child_process";
import { getPriority } from "node:os";
import { expect, it } from "vitest";
import { lowerPriority } from "./backup-process.ts";

it("ignores processes that have ended, and its own", () => {
  // Higher than any process id (proc_sys_kernel_pid_max(5)).
  expect(() => lowerPriority(2 ** 22 + 7)).not.toThrow();
  const child = spawn("sleep", ["60"]);
  lowerPriority(child.pid ?? 0);
  expect(getPriority(child.pid ?? 0)).toBeGreaterThanOrEqual(10);
  child.kill();
});
