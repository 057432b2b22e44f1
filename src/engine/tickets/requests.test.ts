import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import type { OpenRecord } from "../../record/record.ts";
import { createRequests, type Requests } from "./requests.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let requests: Requests;
beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path);
  requests = createRequests(record, () => 5);
});
afterEach(() => {
  record.close();
  folder.remove();
});

const once = { token: "t", key: "k", request: Buffer.alloc(32, 1) };
const answered = ok({ status: 201, body: '"made"' });

test("two at once are executed once", async () => {
  let executed = 0;
  const execute = async () => {
    executed += 1;
    return answered;
  };
  const all = [requests.once(once, execute), requests.once(once, execute), requests.once(once, execute)];
  for (const one of await Promise.all(all)) expect(one).toMatchObject(answered);
  expect(executed).toBe(1);
});

test("one that is refused or fails is not remembered", async () => {
  expect(await requests.once(once, async () => refuse(fault("thing.exists")))).toMatchObject({ ok: false });
  await expect(requests.once(once, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
  expect(await requests.once(once, async () => answered)).toEqual(answered);
});

test("one that was being executed when the program ended is not executed again", async () => {
  let executed = 0;
  // Never answered: this process ends first.
  void requests.once(once, () => {
    executed += 1;
    return new Promise(() => {});
  });
  await new Promise(setImmediate);
  const afterwards = createRequests(record, () => 6);
  const again = await afterwards.once(once, async () => {
    executed += 1;
    return answered;
  });
  expect(again).toMatchObject({ ok: false, error: { code: "idempotency.interrupted" } });
  expect(executed).toBe(1);
  const other = { ...once, request: Buffer.alloc(32, 2) };
  expect(await afterwards.once(other, async () => answered)).toMatchObject({
    error: { code: "idempotency.reused" },
  });
});
