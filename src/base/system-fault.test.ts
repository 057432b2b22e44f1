import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { systemFault } from "./system-fault.ts";

const folder = mkdtempSync(join(tmpdir(), "system-fault-test-"));
writeFileSync(join(folder, "file"), "");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (cause) {
    return cause;
  }
  return null;
}

test.each([
  ["system.absent", () => readFileSync(join(folder, "none"))],
  ["system.not-folder", () => readdirSync(join(folder, "file"))],
  ["system.through-file", () => readFileSync(join(folder, "file/x"))],
  ["system.name-long", () => readFileSync(join(folder, "x".repeat(300)))],
  ["system.failed", () => readFileSync(folder)],
  ["system.exists", () => writeFileSync(join(folder, "file"), "", { flag: "wx" })],
])("%s", (reason, work) => expect(systemFault(thrownBy(work))?.reason).toBe(reason));

test("an error that names no path is about the one given", () => {
  const cause = thrownBy(() => readFileSync(folder));
  expect(systemFault(cause, folder)).toMatchObject({ reason: "system.folder", params: { path: folder } });
});

test("what is not the system's is not a fault", () => {
  expect([systemFault(new TypeError("x")), systemFault("x"), systemFault(null)]).toEqual([null, null, null]);
});

test("errors without a sentence of their own keep the system's words, without its code", () => {
  const error = (message: string) => Object.assign(new Error(message), { code: "EODD", syscall: "listen" });
  const problem = (message: string) => systemFault(error(message))?.params?.problem;
  expect(problem("EODD: odd thing, open 'x'")).toBe("odd thing");
  expect(problem("listen EODD: odd address ::1:80")).toBe("odd address ::1:80");
  expect(problem("connect EODD 192.0.2.1:80")).toBe("listen failed");
});
