import { afterEach, beforeEach, expect, test } from "vitest";
import { problemOf } from "../../../../base/failure.ts";
import { system } from "../../../../domain/policy/index.ts";
import { type Browser, mailbox, openServer, type TestServer } from "../../testing/server.ts";

const now = Date.UTC(2026, 10, 23, 18, 40);
let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer({
    fetching: () => [
      {
        ...({ account: "help", state: "failing", since: now - 60_000, roundAt: now - 120_000 } as const),
        ...{ problem: problemOf("no <answer>"), pushed: true },
        folders: [{ folder: "INBOX", onServer: 7, taken: 4, leftRead: 1, tooLarge: 1, failed: 0 }],
      },
    ],
  });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const form = {
  name: "help",
  mailbox,
  host: "imap.example.org",
  port: "993",
  tls: "implicit",
  certificate: "",
  user: "help@example.org",
  login: "password",
  password: "s3cret",
  folders: "INBOX\n\nForms\n",
  take: "unseen",
  after: "move",
  moveTo: "Done",
  enabled: "yes",
};
const stored = () => desk.record.view.imapAccount("help");

test("an account is added and changed; its secrets are never shown and stay if nothing is typed", async () => {
  await browser.get("/settings/imap/new");
  expect((await browser.post("/settings/imap/new", form)).to).toBe("/settings/imap");
  expect(stored()).toEqual({
    ...{ name: "help", mailbox, host: "imap.example.org", port: 993, tls: "implicit", certificate: "" },
    ...{
      user: "help@example.org",
      login: { kind: "password", password: "s3cret" },
      folders: ["INBOX", "Forms"],
    },
    ...{ take: "unseen", after: { kind: "move", folder: "Done" }, enabled: true },
  });
  const { html } = await browser.get("/settings/imap/help");
  expect(html).not.toContain("s3cret");
  await browser.post("/settings/imap/help", {
    ...form,
    name: "other",
    password: "",
    after: "delete",
    enabled: "",
  });
  expect(stored()).toMatchObject({
    login: { kind: "password", password: "s3cret" },
    after: { kind: "delete" },
    enabled: false,
  });
  expect(desk.record.view.imapAccount("other")).toBeNull();
});

test("an account logs in with an OAuth account, chosen by name", async () => {
  await desk.engine.oauth.save(system("test"), {
    ...{ name: "office", provider: "other", authorizeUrl: "", deviceUrl: "", clientId: "desk" },
    ...{ tokenUrl: "https://login.example/token", clientSecret: "", scope: "", refreshToken: "r1" },
    servers: ["imap.example.org"],
  });
  expect((await browser.get("/settings/imap/new?oauth=office")).html).toMatch(
    /value="imap\.example\.org"[\s\S]*<option value="office" selected/,
  );
  await browser.post("/settings/imap/new", form);
  const oauth = { ...form, login: "oauth2", password: "", oauth: "office" };
  await browser.get("/settings/imap/help");
  const refused = await browser.post("/settings/imap/help", { ...oauth, host: "other.example.org" });
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(/id="oauth"[^>]*aria-invalid="true"/);
  expect(stored()?.login.kind).toBe("password");
  await browser.post("/settings/imap/help", oauth);
  expect(stored()?.login).toEqual({ kind: "oauth2", account: "office" });
});

test.each([
  ["tls", { tls: "none" }],
  ["host", { host: "" }],
  ["port", { port: "x" }],
  ["moveTo", { moveTo: "Forms" }],
  ["moveTo", { moveTo: "" }],
  ["folders", { folders: " " }],
  ["certificate", { certificate: "no" }],
  ["name", { name: "Two words" }],
  ["mailbox", { mailbox: "none@example.org" }],
  ["password", { password: "" }],
  ["user", { user: "" }],
])("a wrong %s is shown at its field, with everything that was typed", async (name, wrong) => {
  await browser.get("/settings/imap/new");
  const page = await browser.post("/settings/imap/new", { ...form, ...wrong });
  expect(page.status).toBe(422);
  expect(page.html).toMatch(
    new RegExp(`id="${name}"[^>]*aria-invalid="true"|name="${name}"[^>]*aria-invalid="true"`),
  );
  if (name !== "host") expect(page.html).toContain("imap.example.org");
  expect(desk.record.view.imapAccounts()).toEqual([]);
});

test("the state of fetching is shown, with mails on the server and fetched ones", async () => {
  expect((await browser.get("/settings/imap")).html).toContain("No accounts yet");
  await browser.get("/settings/imap/new");
  await browser.post("/settings/imap/new", form);
  const { html } = await browser.get("/settings/imap");
  expect(html).toContain("no &lt;answer&gt;");
  expect(html).toMatch(/<td>7<\/td><td>4<\/td><td>1 already read, 1 too large<\/td><td>1<\/td>/);
  expect((await browser.post("/settings/imap/new", form)).html).toContain("An account help already exists");
});

test("an account is removed; agents cannot see accounts", async () => {
  await browser.get("/settings/imap/new");
  await browser.post("/settings/imap/new", form);
  await browser.get("/settings/imap/help");
  expect((await browser.post("/settings/imap/help/remove", {})).to).toBe("/settings/imap");
  expect(stored()).toBeNull();
  expect((await browser.get("/settings/imap/help")).status).toBe(404);
  const agent = desk.browser();
  await agent.logIn("ann");
  expect((await agent.get("/settings/imap")).status).toBe(403);
});
