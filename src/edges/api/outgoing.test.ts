import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../domain/settings/index.ts";
import type { EngineParts } from "../../engine/engine.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
let outcome: "delivered" | "failed";
const sending: Pick<EngineParts, "deliver" | "route"> = {
  deliver: async ({ envelope }) => ({
    server: "relay.example:587",
    results: envelope.to.map((recipient) => ({ recipient, outcome, response: `said ${outcome}` })),
  }),
  route: (setting) => (setting?.kind === "catch" ? null : setting),
};
beforeEach(async () => {
  outcome = "delivered";
  desk = await openServer({}, undefined, undefined, undefined, sending);
});
afterEach(() => desk.close());

const path = "/settings/outgoing";
async function said(method: string, json?: object, token = desk.tokens.admin, to = path) {
  const answer = await desk.ask(method, to, { token, ...(json ? { json } : {}) });
  return { status: answer.status, said: await answer.json() };
}
const none = {
  ...{ kind: null, host: null, port: null, tls: null, user: null, hasPassword: false, oauth: null },
  ...{ bareSender: false, fixed: false },
};
const server = { host: "relay.example", port: 587, tls: "starttls", user: "desk" } as const;
const stored = () => desk.record.view.outgoing();

test("is read by everyone without the password, and changed by administrators", async () => {
  expect(await said("GET", undefined, desk.tokens.reader)).toEqual({ status: 200, said: none });
  const change = { host: "Relay.example", user: "desk", password: "geheim" };
  expect(await said("PATCH", change, desk.tokens.agent)).toMatchObject({ status: 403 });
  const shown = { ...none, kind: "smtp", ...server, hasPassword: true };
  expect(await said("PATCH", change)).toEqual({ status: 200, said: shown });
  expect(stored()).toEqual({ kind: "smtp", ...server, password: "geheim" });
  expect(await said("PATCH", { port: 465, tls: "implicit", bareSender: true })).toMatchObject({
    said: { ...shown, port: 465, tls: "implicit", bareSender: true },
  });
  expect(stored()).toMatchObject({ password: "geheim", bareSender: true });
  expect(await said("PATCH", { user: null, bareSender: false })).toMatchObject({
    said: { user: null, hasPassword: false, bareSender: false },
  });
  expect(stored()).toEqual({
    kind: "smtp",
    ...server,
    port: 465,
    tls: "implicit",
    user: null,
    password: null,
  });
  expect(await said("PATCH", { kind: "direct" })).toEqual({ status: 200, said: { ...none, kind: "direct" } });
});

test.each<[what: string, change: object, field: string]>([
  ["a password that would go to another server", { host: "evil.example" }, "password"],
  ["a password without TLS", { tls: "none" }, "password"],
  ["a password without a user", { user: null, password: "x" }, "user"],
  ["an unknown OAuth account", { oauth: "office" }, "oauth"],
  ["a server's name with spaces", { host: "a b", password: "x" }, "host"],
  ["a server for mail that is sent directly", { kind: "direct", host: "relay.example" }, "host"],
])("%s is refused, and changes nothing", async (_, change, field) => {
  await said("PATCH", { ...server, password: "geheim" });
  const before = stored();
  expect(await said("PATCH", change)).toMatchObject({ status: 400, said: { field } });
  expect(stored()).toEqual(before);
});

test("what is given with --outgoing is shown, and cannot be changed", async () => {
  await desk.close();
  const outgoingOverride: Outgoing = { kind: "smtp", ...server, password: "geheim" };
  desk = await openServer({}, undefined, undefined, undefined, { ...sending, outgoingOverride });
  const shown = { ...none, kind: "smtp", ...server, hasPassword: true, fixed: true };
  expect(await said("GET")).toEqual({ status: 200, said: shown });
  expect(await said("PATCH", { kind: "direct" })).toMatchObject({ status: 400 });
  expect(stored()).toBeNull();
});

test("a test mail is sent at once, with the server's response, and is in the journal", async () => {
  const sent = (json: object, token = desk.tokens.admin) => said("POST", json, token, `${path}/test`);
  const to = "ada@else.example";
  expect(await sent({ to })).toMatchObject({ status: 409, said: { field: "to" } });
  await said("PATCH", { kind: "direct" });
  expect(await sent({ to }, desk.tokens.agent)).toMatchObject({ status: 403 });
  expect(await sent({ to: "ada" })).toMatchObject({ status: 400, said: { field: "to" } });
  for (outcome of ["delivered", "failed"] as const) {
    const response = `said ${outcome}`;
    const ok = outcome === "delivered";
    expect(await sent({ to })).toEqual({
      status: 200,
      said: { ok, server: "relay.example:587", results: [{ recipient: to, outcome, response }] },
    });
    const last = (await desk.record.journal.read(0, 1000)).at(-1);
    expect(last).toMatchObject({
      actor: { kind: "token" },
      event: { type: "OutgoingTested", to, server: "relay.example:587", outcome, response, fault: null },
    });
  }
});
