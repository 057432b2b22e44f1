import { afterEach, beforeEach, expect, test } from "vitest";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

async function said(method: string, json?: object, token = desk.tokens.admin) {
  const answer = await desk.ask(method, "/settings/replies", { token, ...(json ? { json } : {}) });
  return { status: answer.status, said: await answer.json() };
}

test("how long replies wait is read by everyone, and changed by administrators", async () => {
  expect(await said("GET", undefined, desk.tokens.reader)).toEqual({ status: 200, said: { undoDelay: 0 } });
  expect(await said("PATCH", { undoDelay: 20 }, desk.tokens.agent)).toMatchObject({ status: 403 });
  expect(await said("PATCH", { undoDelay: 20 })).toEqual({ status: 200, said: { undoDelay: 20 } });
  const head = await desk.record.journal.head();
  expect(await said("PATCH", {})).toEqual({ status: 200, said: { undoDelay: 20 } });
  expect(await said("PATCH", { undoDelay: 20 })).toMatchObject({ status: 200 });
  expect(await desk.record.journal.head()).toBe(head);
});

test.each([[-1], [121], [2.0005]])("%s seconds are refused", async (undoDelay) => {
  expect(await said("PATCH", { undoDelay })).toMatchObject({ status: 400, said: { field: "undoDelay" } });
  expect(await said("GET")).toMatchObject({ said: { undoDelay: 0 } });
});
