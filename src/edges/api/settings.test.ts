import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import { openServer, secret, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

type Step = [method: string, path: string, json: object | undefined, status: number, answer: object];
const steps = async (all: readonly Step[]) => {
  for (const [method, path, json, status, wanted] of all) {
    const answer = await desk.ask(method, path, { json });
    const said: unknown = await answer.json();
    expect({ step: `${method} ${path}`, status: answer.status, said }).toMatchObject({
      status,
      said: wanted,
    });
  }
};

test("mailboxes are added and changed, a field at a time", async () => {
  const sales = {
    address: "sales@example.org",
    aliases: ["shop@example.org"],
    name: "Sales",
    acknowledge: false,
    plusAddresses: true,
    signature: "-- Sales",
    group: null,
    language: "en",
    enabled: true,
  };
  const { address, aliases, name, signature } = sales;
  await steps([
    ["POST", "/mailboxes", { address: "Sales@Example.org", aliases, name, signature }, 201, sales],
    ["GET", "/mailboxes/sales@example.org", undefined, 200, sales],
    ["PATCH", "/mailboxes/SALES%40example.org", { acknowledge: true }, 200, { ...sales, acknowledge: true }],
    [
      "PATCH",
      "/mailboxes/sales@example.org",
      { aliases: [], enabled: false },
      200,
      { name, aliases: [], enabled: false },
    ],
    ["POST", "/mailboxes", { address }, 409, { code: "thing.exists", field: "address" }],
    [
      "GET",
      "/mailboxes?limit=1",
      undefined,
      200,
      { items: [{ address: "help@example.org" }], next: "help@example.org" },
    ],
    [
      "GET",
      "/mailboxes?limit=1&cursor=help@example.org",
      undefined,
      200,
      { items: [{ address }], next: null },
    ],
  ]);
});

describe("refused mailboxes", () => {
  test.each<Step>([
    ["POST", "/mailboxes", { address: "nowhere" }, 400, { field: "address" }],
    ["POST", "/mailboxes", { address: "a+b@example.org" }, 400, { field: "address" }],
    [
      "POST",
      "/mailboxes",
      { address: "a@b.example", aliases: ["help@example.org"] },
      400,
      { field: "aliases" },
    ],
    ["POST", "/mailboxes", { address: "a@b.example", name: "A\r\nBcc: x" }, 400, { field: "name" }],
    ["POST", "/mailboxes", { address: "a@b.example", group: "none" }, 400, { field: "group" }],
    ["POST", "/mailboxes", { address: "a@b.example", language: "?" }, 400, { field: "language" }],
    ["PATCH", "/mailboxes/help@example.org", { address: "a@b.example" }, 400, { field: "address" }],
    ["PATCH", "/mailboxes/none@example.org", { name: "x" }, 404, { code: "thing.not-found" }],
    ["GET", "/mailboxes/none@example.org", undefined, 404, { code: "thing.not-found" }],
  ])("%s %s %j", async (...step) => steps([step]));
});

test("groups are added, and their members are set", async () => {
  await steps([
    [
      "POST",
      "/groups",
      { name: " field/north ", members: ["Ann"] },
      201,
      { name: "field/north", members: ["ann"] },
    ],
    ["GET", "/groups/field%2Fnorth", undefined, 200, { members: ["ann"] }],
    ["PUT", "/groups/field%2Fnorth", { members: [] }, 200, { members: [] }],
    ["GET", "/groups", undefined, 200, { items: [{ name: "field/north", members: [] }], next: null }],
    ["POST", "/groups", { name: "field/north" }, 409, { code: "thing.exists" }],
    ["POST", "/groups", { name: " " }, 400, { field: "name" }],
    ["POST", "/groups", { name: "x", members: ["eve"] }, 400, { field: "members" }],
    ["PUT", "/groups/none", { members: [] }, 404, { code: "thing.not-found" }],
    ["PUT", "/groups/field%2Fnorth", {}, 400, { field: "members" }],
  ]);
});

test("templates are added, changed and removed", async () => {
  const text = "Hello {{ Sender.name }}, this is #{{ticket.number}}.";
  await steps([
    ["POST", "/templates", { name: " We have it ", text }, 201, { name: "We have it", text }],
    ["POST", "/templates", { name: "We have it", text }, 409, { code: "thing.exists" }],
    ["POST", "/templates", { name: "x", text: "{{ticket.nunber}}" }, 400, { field: "text" }],
    ["POST", "/templates", { name: "x", text: "{{ticket.number}" }, 400, { field: "text" }],
    ["POST", "/templates", { name: "x", text: " " }, 400, { field: "text" }],
    ["POST", "/templates", { name: " ", text }, 400, { field: "name" }],
    ["PUT", "/templates/We%20have%20it", { text: "New" }, 200, { text: "New" }],
    ["PUT", "/templates/none", { text }, 404, { code: "thing.not-found" }],
    ["GET", "/templates", undefined, 200, { items: [{ name: "We have it", text: "New" }], next: null }],
    ["DELETE", "/templates/We%20have%20it", undefined, 200, { text: "New" }],
    ["GET", "/templates/We%20have%20it", undefined, 404, { code: "thing.not-found" }],
    ["DELETE", "/templates/We%20have%20it", undefined, 404, { code: "thing.not-found" }],
  ]);
});

const eve = {
  user: "eve",
  name: "Eve",
  email: "eve@example.org",
  role: "agent",
  disabled: false,
  createdAt: "2026-11-23T18:40:00.000Z",
  loginAt: null,
};

test("people are added and changed, and log in with the password they were given", async () => {
  const password = "correct horse battery";
  const logIn = (word: string) => desk.engine.people.logIn("eve", word, "192.0.2.1");
  await steps([
    ["POST", "/users", { user: "Eve", name: "Eve", email: "Eve@example.org", password }, 201, eve],
    ["GET", "/users/eve", undefined, 200, eve],
    ["PATCH", "/users/eve", { role: "admin", email: null }, 200, { ...eve, role: "admin", email: null }],
    [
      "GET",
      "/users",
      undefined,
      200,
      { items: [{ user: "admin" }, { user: "ann" }, { user: "eve" }], next: null },
    ],
  ]);
  expect(await logIn(password)).toMatchObject({ ok: true });
  await steps([["PATCH", "/users/eve", { password: "another password" }, 200, { user: "eve" }]]);
  expect(await logIn(password)).toMatchObject({ ok: false });
  expect(await logIn("another password")).toMatchObject({ ok: true });
  await steps([["PATCH", "/users/eve", { disabled: true }, 200, { disabled: true }]]);
  expect(await logIn("another password")).toMatchObject({ ok: false });
});

test("a mailbox's test of addresses with a plus is shown and started, unless mail waits or is caught", async () => {
  const path = "/mailboxes/help@example.org/plus-test";
  await steps([
    ["GET", path, undefined, 200, { state: "none", begunAt: null }],
    ["GET", "/mailboxes/none@example.org/plus-test", undefined, 404, { code: "thing.not-found" }],
    ["POST", path, undefined, 409, { detail: "No outgoing mail server is set, so no test mail can be sent" }],
  ]);
});

test("no response contains credentials", async () => {
  const answers = await Promise.all(["/users", "/users/admin"].map((path) => desk.ask("GET", path)));
  const text = (await Promise.all(answers.map((answer) => answer.text()))).join();
  expect(text).toContain('"admin"');
  for (const hidden of [secret, "password", "hash"]) expect(text).not.toContain(hidden);
});

describe("refused people", () => {
  const password = "correct horse battery";
  test.each<Step>([
    ["POST", "/users", { user: "ann", password }, 409, { code: "thing.exists", field: "user" }],
    ["POST", "/users", { user: "a b", password }, 400, { field: "user" }],
    ["POST", "/users", { user: "eve" }, 400, { field: "password" }],
    ["POST", "/users", { user: "eve", password: "short" }, 400, { field: "password" }],
    ["POST", "/users", { user: "eve", password, role: "root" }, 400, { field: "role" }],
    ["POST", "/users", { user: "eve", password, email: "eve" }, 400, { field: "email" }],
    ["PATCH", "/users/admin", { role: "agent" }, 409, { detail: "At least one administrator must remain" }],
    ["PATCH", "/users/admin", { disabled: true }, 409, { code: "ticket.state" }],
    ["PATCH", "/users/ann", { password: "short" }, 400, { field: "password" }],
    ["PATCH", "/users/ann", { user: "anna" }, 400, { field: "user" }],
    ["PATCH", "/users/eve", { name: "Eve" }, 404, { code: "thing.not-found" }],
    ["GET", "/users/eve", undefined, 404, { code: "thing.not-found" }],
    ["GET", "/users/a%20b", undefined, 404, { code: "thing.not-found" }],
  ])("%s %s %j", async (...step) => {
    const before = desk.record.view.user(userName("ann"));
    await steps([step]);
    expect(desk.record.view.user(userName("ann"))).toEqual(before);
    expect(desk.record.view.user(userName("eve"))).toBeNull();
  });
});
