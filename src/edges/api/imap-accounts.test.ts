import { afterEach, beforeEach, expect, test } from "vitest";
import { problemOf } from "../../base/failure.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer({
    fetching: () => [
      {
        ...({ account: "help", state: "failing", since: Date.UTC(2026, 10, 23), roundAt: null } as const),
        ...{ problem: problemOf("no answer"), pushed: false, folders: [] },
      },
    ],
  });
});
afterEach(() => desk.close());

const ask = async (method: string, path: string, json?: object, token?: string) => {
  const answer = await desk.ask(method, path, { json, ...(token === undefined ? {} : { token }) });
  return { status: answer.status, said: await answer.text() };
};
const parsed = async (method: string, path: string, json?: object) => {
  const { status, said } = await ask(method, path, json);
  return { status, said: JSON.parse(said) };
};
const account = {
  name: "help",
  mailbox: "help@example.org",
  host: "imap.example.org",
  user: "help@example.org",
  login: { kind: "password", password: "s3cret" },
};
const one = "/imap-accounts/help";
const stored = () => desk.record.view.imapAccount("help");

test("an account is added, listed, changed and removed; its secrets are never returned", async () => {
  const said = {
    ...account,
    ...{ port: 993, tls: "implicit", certificate: "", login: { kind: "password" }, folders: ["INBOX"] },
    ...{ take: "all", after: { kind: "seen" }, enabled: true },
    status: { state: "failing", since: "2026-11-23T00:00:00.000Z", problem: "no answer" },
  };
  expect(await parsed("POST", "/imap-accounts", account)).toEqual({ status: 201, said });
  expect(await parsed("GET", "/imap-accounts")).toEqual({ status: 200, said: { items: [said], next: null } });
  expect(await parsed("GET", one)).toEqual({ status: 200, said });
  const changes = { folders: ["INBOX", "Forms"], after: { kind: "move", folder: "Done" }, enabled: false };
  expect(await parsed("PATCH", one, changes)).toEqual({ status: 200, said: { ...said, ...changes } });
  expect(stored()?.login).toEqual({ kind: "password", password: "s3cret" });
  expect(await parsed("DELETE", one)).toMatchObject({ status: 200, said: { name: "help" } });
  expect(stored()).toBeNull();
  expect((await ask("GET", one)).status).toBe(404);
  expect((await ask("DELETE", one)).status).toBe(404);
  expect((await ask("PATCH", one, {})).status).toBe(404);
});

test("a log-in by OAuth 2 names an account; a password does not come back afterwards", async () => {
  await ask("POST", "/imap-accounts", account);
  const app = { provider: "other", tokenUrl: "https://login.example/token", clientId: "app" };
  const made = await ask("POST", "/oauth-accounts", {
    ...{ name: "office", ...app, servers: ["imap.example.org"] },
    ...{ clientSecret: "c-secret", refreshToken: "r-secret" },
  });
  expect(made.status).toBe(201);
  const login = { kind: "oauth2", account: "office" };
  const changed = await parsed("PATCH", one, { login });
  expect(changed).toMatchObject({ status: 200, said: { login } });
  expect(stored()?.login).toEqual(login);
  const shown = await parsed("GET", "/oauth-accounts/office");
  expect(shown.said).toMatchObject({ signedIn: true, usedBy: ["help"], problem: null, signIn: null });
  expect(`${made.said}${JSON.stringify(shown)}`).not.toMatch(/-secret/);
  // For another client both secrets are asked again; a token is not sent to another server.
  expect((await ask("PATCH", one, { host: "elsewhere.example" })).status).toBe(400);
  expect(await parsed("PATCH", "/oauth-accounts/office", { clientId: "other" })).toMatchObject({
    said: { signedIn: false },
  });
  expect(desk.record.view.oauthAccount("office")).toMatchObject({ clientSecret: "", refreshToken: "" });
  expect((await ask("DELETE", "/oauth-accounts/office")).status).toBe(409);
  // The old password is gone: it belonged to a different kind of log-in.
  expect(await parsed("PATCH", one, { login: { kind: "password" } })).toMatchObject({
    status: 400,
    said: { detail: "Enter the password" },
  });
  await ask("PATCH", one, { login: account.login });
  expect((await ask("DELETE", "/oauth-accounts/office")).status).toBe(200);
  expect((await ask("POST", "/oauth-accounts/office/sign-in")).status).toBe(404);
});

test.each([
  ["a name that is taken", { ...account }, "An account help already exists"],
  ["an unencrypted line", { ...account, name: "x", tls: "none" }, "only connections to this machine"],
  [
    "a mailbox that is not there",
    { ...account, name: "x", mailbox: "no@example.org" },
    "Mailbox no@example.org not found",
  ],
  ["no password", { ...account, name: "x", login: { kind: "password" } }, "Enter the password"],
  [
    "a folder that is taken from and moved to",
    { ...account, name: "x", after: { kind: "move", folder: "INBOX" } },
    "Mail cannot be moved to a folder that it is fetched from",
  ],
  ["a name that is none", { ...account, name: "No Name" }, "A name has 1 to 40"],
])("%s is refused as the settings pages refuse it", async (_, wanted, words) => {
  await ask("POST", "/imap-accounts", account);
  const { status, said } = await ask("POST", "/imap-accounts", wanted);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(said).toContain(words);
  expect(desk.record.view.imapAccounts().length).toBe(1);
});

test("only administrators change accounts", async () => {
  await ask("POST", "/imap-accounts", account);
  expect((await ask("POST", "/imap-accounts", { ...account, name: "x" }, desk.tokens.agent)).status).toBe(
    403,
  );
  expect((await ask("PATCH", one, { enabled: false }, desk.tokens.agent)).status).toBe(403);
  expect((await ask("DELETE", one, undefined, desk.tokens.agent)).status).toBe(403);
  expect((await ask("GET", one, undefined, desk.tokens.reader)).status).toBe(200);
});
