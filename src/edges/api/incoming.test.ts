import { afterEach, beforeEach, expect, test } from "vitest";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const path = "/settings/incoming";
async function said(method: string, json?: object, token = desk.tokens.admin) {
  const answer = await desk.ask(method, path, { token, ...(json ? { json } : {}) });
  return { status: answer.status, said: await answer.json() };
}
const none = {
  floodLimit: 0,
  spamThreshold: null,
  trustedRelays: [],
  relayResults: null,
  holdUnscanned: false,
};

test("the settings of incoming mail are read by everyone, and changed by administrators", async () => {
  expect(await said("GET", undefined, desk.tokens.reader)).toEqual({ status: 200, said: none });
  const change = { floodLimit: 5, trustedRelays: ["10.0.0.0/8"] };
  expect(await said("PATCH", change, desk.tokens.agent)).toMatchObject({ status: 403 });
  expect(await said("PATCH", change)).toEqual({ status: 200, said: { ...none, ...change } });
  expect(await said("PATCH", { spamThreshold: 6.5 })).toEqual({
    status: 200,
    said: { ...none, ...change, spamThreshold: 6.5 },
  });
  expect(await said("GET")).toEqual({ status: 200, said: { ...none, ...change, spamThreshold: 6.5 } });
  expect(await said("PATCH", { holdUnscanned: true })).toMatchObject({ said: { holdUnscanned: true } });
  expect(await said("PATCH", { holdUnscanned: false })).toMatchObject({ said: { holdUnscanned: false } });
  const events = await desk.record.journal.head();
  expect(await said("PATCH", { floodLimit: 5 })).toMatchObject({ status: 200 });
  expect(await desk.record.journal.head()).toBe(events);
});

test.each([
  ["floodLimit", { floodLimit: 1001 }],
  ["spamThreshold", { spamThreshold: -1 }],
  ["trustedRelays", { trustedRelays: ["mx.example.org"] }],
  ["relayResults", { relayResults: "two words" }],
])("a wrong %s is refused", async (field, wrong) => {
  expect(await said("PATCH", wrong)).toMatchObject({ status: 400, said: { field } });
  expect(await said("GET")).toMatchObject({ said: none });
});
