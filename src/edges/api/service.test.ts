import { afterEach, beforeEach, expect, test } from "vitest";
import { noConfiguredService } from "../../../test/support/service.ts";
import { fault } from "../../base/fault.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
const configured = { ...noConfiguredService, nightlyBackups: 7 };
beforeEach(async () => {
  desk = await openServer({
    configured,
    closedPorts: async () => [{ name: "smtps", fault: fault("port.in-use", { params: { port: 465 } }) }],
  });
});
afterEach(() => desk.close());

const MB = 1024 * 1024;
async function said(method: string, json?: object, token = desk.tokens.admin) {
  const answer = await desk.ask(method, "/settings/service", { token, ...(json ? { json } : {}) });
  return { status: answer.status, said: await answer.json() };
}
const usual = {
  ...{ messageSize: 50 * MB, spamScanner: null, virusScanner: null, nightlyBackups: 7 },
  ...{ smtps: false, submission: false, trustedProxies: [] },
  fixed: ["nightlyBackups"],
  closed: ["smtps"],
};

test("how the program runs is read by everyone, and changed by administrators", async () => {
  expect(await said("GET", undefined, desk.tokens.reader)).toEqual({ status: 200, said: usual });
  const change = { messageSize: 10 * MB, spamScanner: "rspamd://192.0.2.9" };
  expect(await said("PATCH", change, desk.tokens.agent)).toMatchObject({ status: 403 });
  expect(await said("PATCH", change)).toEqual({ status: 200, said: { ...usual, ...change } });
  expect(await said("PATCH", { spamScanner: null })).toEqual({
    status: 200,
    said: { ...usual, messageSize: 10 * MB },
  });
  const open = { smtps: true, trustedProxies: ["10.1.0.0/16", "10.1.0.0/16"] };
  expect(await said("PATCH", open)).toMatchObject({
    said: { smtps: true, submission: false, trustedProxies: ["10.1.0.0/16"] },
  });
  const head = await desk.record.journal.head();
  expect(await said("PATCH", { messageSize: 10 * MB })).toMatchObject({ status: 200 });
  expect(await desk.record.journal.head()).toBe(head);
});

test.each([
  ["messageSize", { messageSize: 5 }],
  ["messageSize", { messageSize: 1.5 * MB + 0.5 }],
  ["messageSize", { messageSize: 201 * MB }],
  ["spamScanner", { spamScanner: "clamd://192.0.2.9" }],
  ["virusScanner", { virusScanner: "192.0.2.9:3310" }],
  ["nightlyBackups", { nightlyBackups: 3 }],
  ["trustedProxies", { trustedProxies: ["proxy.example"] }],
  ["trustedProxies", { trustedProxies: ["0.0.0.0/0"] }],
])("a wrong %s is refused, and so is what the configuration says", async (field, wrong) => {
  expect(await said("PATCH", wrong)).toMatchObject({ status: 400, said: { field } });
  expect(await said("GET")).toMatchObject({ said: usual });
});
