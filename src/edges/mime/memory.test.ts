import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import { Memory } from "./memory.ts";

const bytes = (n: number) => Buffer.from([n]);
const unreadable = refuse(fault("mail.unreadable"));

test("the newest failures are cached", async () => {
  const memory = new Memory<string>((text) => text.length, 1_000_000);
  let done = 0;
  const failing = async () => {
    done += 1;
    return unreadable;
  };
  for (let i = 0; i < 256; i++) await memory.of(bytes(i), "one", failing);
  for (let i = 0; i < 255; i++) await memory.of(bytes(i), "other", failing);
  expect(done).toBe(511);
  await memory.of(bytes(254), "other", failing);
  expect(done).toBe(511);
  // Eleven too many were added: the first are gone.
  await memory.of(bytes(0), "one", failing);
  expect(done).toBe(512);

  let busy = 0;
  const stopping = async () => {
    busy += 1;
    return refuse(fault("system.busy"));
  };
  await memory.of(bytes(1), "busy", stopping);
  await memory.of(bytes(1), "busy", stopping);
  expect(busy).toBe(2);
});

test("quick results are not cached", async () => {
  const memory = new Memory<string>((text) => text.length, 100);
  let done = 0;
  const work = async () => {
    done += 1;
    return ok(String(done));
  };
  await memory.of(bytes(1), "x", work);
  expect(await memory.of(bytes(1), "x", work)).toEqual(ok("2"));
});
