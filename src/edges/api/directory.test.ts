import { afterEach, beforeEach, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import type { DirectoryQuestion, DirectoryReply } from "../../domain/directory/index.ts";
import { openServer, type TestServer } from "./testing.ts";

const server = "ldaps://ldap.example.org";
let desk: TestServer;
let asked: DirectoryQuestion[];
let outcome: DirectoryReply["outcome"];
beforeEach(async () => {
  asked = [];
  outcome = { kind: "ready" };
  const report = { server, problem: null, encrypted: true, certificateUntil: Date.UTC(2027, 2, 1) };
  desk = await openServer({}, undefined, undefined, async (_, question) => {
    asked.push(question);
    return { servers: [report], outcome };
  });
});
afterEach(() => desk.close());

const path = "/settings/directory";
const given = {
  servers: [server],
  bindDn: "cn=service",
  bindPassword: "s3cret",
  baseDn: "dc=example,dc=org",
};
const shown = {
  ...{ enabled: true, servers: [server], encryption: "starttls", authorities: "", bindDn: "cn=service" },
  ...{ hasBindPassword: true, baseDn: "dc=example,dc=org", nameAttribute: "cn", mailAttribute: "mail" },
  ...{ filter: "(&(objectClass=inetOrgPerson)(uid={user}))", newcomers: "refuse" },
};
async function said(method: string, to: string, json?: object, token = desk.tokens.admin) {
  const answer = await desk.ask(method, to, { token, ...(json ? { json } : {}) });
  return { status: answer.status, said: await answer.json() };
}

test("the directory is set and returned; its password is not, and is not in the journal", async () => {
  expect((await said("GET", path)).status).toBe(404);
  expect(await said("PUT", path, given)).toEqual({ status: 200, said: shown });
  expect(await said("GET", path)).toEqual({ status: 200, said: shown });
  const { bindPassword: _, ...rest } = given;
  const changed = { ...rest, enabled: false, newcomers: "create" };
  expect(await said("PUT", path, changed)).toMatchObject({ status: 200, said: { ...shown, ...changed } });
  expect(desk.record.view.directory()?.bindPassword).toBe("s3cret");
  const journal = await (await desk.ask("GET", "/journal?after=0&limit=1000")).text();
  expect(journal).toContain("DirectoryChanged");
  expect(journal).not.toContain("s3cret");
});

test.each([
  ["servers", { servers: ["ldap.example.org"] }],
  ["filter", { filter: "(uid=ann)" }],
  ["bindPassword", { bindPassword: "" }],
  ["encryption", { encryption: "tls" }],
  ["newcomers", { newcomers: "admin" }],
])("a wrong %s is refused", async (field, wrong) => {
  expect(await said("PUT", path, { ...given, ...wrong })).toMatchObject({ status: 400, said: { field } });
  expect(desk.record.view.directory()).toBeNull();
});

test("a test returns findings and remedies", async () => {
  expect((await said("POST", `${path}/test`, {})).status).toBe(404);
  await said("PUT", path, given);
  const works = {
    level: "ok",
    what: `${server} answers; its certificate is valid until 2027-03-01`,
    todo: null,
  };
  expect(await said("POST", `${path}/test`, {})).toEqual({
    status: 200,
    said: { ok: true, findings: [works] },
  });
  outcome = { kind: "nobody" };
  expect(await said("POST", `${path}/test`, { user: "eve", password: "x" })).toMatchObject({
    said: { ok: false, findings: [works, { level: "problem", what: "no user is found with that name" }] },
  });
  expect(asked.map(({ user, password }) => [user, password])).toEqual([
    [null, null],
    ["eve", "x"],
  ]);
});

test("an agent can neither set nor test it", async () => {
  const { agent, reader } = desk.tokens;
  await said("PUT", path, given);
  expect((await said("PUT", path, given, agent)).status).toBe(403);
  expect((await said("POST", `${path}/test`, {}, agent)).status).toBe(403);
  expect((await said("GET", path, undefined, reader)).status).toBe(200);
});

test("people's passwords are left to the directory", async () => {
  const made = { user: "eve", directory: true };
  expect(await said("POST", "/users", made)).toMatchObject({ status: 409, said: { code: "ticket.state" } });
  await said("PUT", path, given);
  expect(await said("POST", "/users", made)).toMatchObject({
    status: 201,
    said: { user: "eve", directory: true },
  });
  const both = { directory: true, password: "correct horse battery" };
  expect(await said("POST", "/users", { user: "bob", ...both })).toMatchObject({
    said: { field: "password" },
  });
  expect(await said("PATCH", "/users/ann", both)).toMatchObject({ said: { field: "password" } });
  expect(await said("PATCH", "/users/ann", { directory: true })).toMatchObject({ said: { directory: true } });
  expect(await said("PATCH", "/users/admin", { directory: true })).toMatchObject({ status: 409 });
  // All of it, or nothing.
  const renamed = { name: "Someone else", directory: true };
  expect(await said("PATCH", "/users/admin", renamed)).toMatchObject({ status: 409 });
  expect(desk.record.view.user(userName("admin"))?.fullName).not.toBe("Someone else");
  expect(await said("PATCH", "/users/ann", { password: both.password })).toMatchObject({
    said: { directory: false },
  });
  expect(desk.record.view.user(userName("bob"))).toBeNull();
});
