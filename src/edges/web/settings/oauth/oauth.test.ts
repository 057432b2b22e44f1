import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type OAuthServer,
  oauthProvider,
  startOAuthServer,
} from "../../../../../test/support/oauth-server.ts";
import { patience } from "../../../../../test/support/patience.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let provider: OAuthServer;
let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  provider = await startOAuthServer();
  desk = await openServer({}, { oauthProvider });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(async () => {
  await desk.close();
  await provider.close();
});

const form = () => ({
  ...{ name: "office", provider: "other", tenant: "", clientId: "desk", clientSecret: "", scope: "send" },
  ...{ authorizeUrl: provider.authorizeUrl, deviceUrl: provider.deviceUrl, tokenUrl: provider.tokenUrl },
  ...{ servers: "smtp.office.example\nimap.office.example", refreshToken: "" },
});
const stored = () => desk.record.view.oauthAccount("office");
const path = "/settings/oauth/office";

async function added(): Promise<void> {
  await browser.get("/settings/oauth/new");
  expect((await browser.post("/settings/oauth/new", form())).to).toBe(path);
}
const pageIn = (html: string): string =>
  (/href="(http:\/\/127\.0\.0\.1:\d+\/authorize[^"]*)"/.exec(html)?.[1] ?? "").replaceAll("&amp;", "&");

test("an account is added, and someone signs in with the browser that comes back", async () => {
  await added();
  const shown = await browser.get(path);
  expect(shown.html).toContain("Nobody has signed in yet");
  const leaving = await browser.post(`${path}/sign-in`, { way: "browser" });
  const back = new URL(provider.signIn(pageIn(leaving.html)));
  expect(back.pathname).toBe("/settings/oauth/back");
  expect((await browser.get(`${back.pathname}${back.search}`)).to).toBe(path);
  expect(stored()?.refreshToken).toMatch(/^refresh-/);
  const after = await browser.get(path);
  expect(after.html).toContain("Someone has signed in");
  expect(after.html).not.toMatch(/refresh-|access-/);
  // A second time, or by somebody else: nothing.
  expect((await browser.get(`${back.pathname}${back.search}`)).status).toBe(400);
});

test("the address that the browser ended up at is pasted", async () => {
  await added();
  const leaving = await browser.post(`${path}/sign-in`, { way: "paste" });
  const back = provider.signIn(pageIn(leaving.html));
  expect(back).toMatch(/^http:\/\/localhost\/\?code=/);
  expect((await browser.post("/settings/oauth/back", { address: ` ${back} ` })).to).toBe(path);
  expect(stored()?.refreshToken).toMatch(/^refresh-/);
});

test("a code for another device is shown until it was entered", async () => {
  await added();
  expect((await browser.post(`${path}/sign-in`, { way: "device" })).to).toBe(path);
  const waiting = await browser.get(path);
  const code = /<code class="large">([^<]+)</.exec(waiting.html)?.[1] ?? "";
  expect(waiting.html).toContain("https://provider.example/device");
  provider.enter(code);
  await vi.waitFor(() => expect(stored()?.refreshToken).toMatch(/^refresh-/), { timeout: patience });
  await vi.waitFor(
    async () => expect((await browser.get(path)).html).toContain("Someone has signed in"),
    patience,
  );
});

test("mail is sent with the account, as the mailbox that is typed; the token goes to no other server", async () => {
  await added();
  const start = await browser.get("/settings/outgoing?oauth=office");
  expect(start.html).toMatch(/value="smtp\.office\.example"/);
  const smtp = {
    ...{ kind: "smtp", host: "smtp.office.example", port: "587", tls: "starttls", login: "oauth2" },
    ...{ user: "", password: "", oauth: "office" },
  };
  expect((await browser.post("/settings/outgoing", smtp)).html).toMatch(/id="user"[^>]*aria-invalid="true"/);
  const user = "shared@desk.example";
  const other = await browser.post("/settings/outgoing", { ...smtp, user, host: "evil.example" });
  expect(other.html).toMatch(/id="oauth"[^>]*aria-invalid="true"/);
  expect((await browser.post("/settings/outgoing", { ...smtp, user })).to).toBe("/settings/outgoing");
  expect(desk.record.view.outgoing()).toEqual({
    ...{ kind: "smtp", host: "smtp.office.example", port: 587, tls: "starttls", user, password: null },
    oauth: "office",
  });
  expect((await browser.get("/settings/oauth")).html).toContain("Used by: smtp.office.example");
  await browser.get(path);
  expect((await browser.post(`${path}/remove`, {})).status).toBe(422);
});

test.each([
  ["name", { name: "new" }],
  ["clientId", { clientId: "" }],
  ["tokenUrl", { tokenUrl: "http://provider.example/token" }],
  ["servers", { servers: " " }],
])("a wrong %s is shown at its field", async (name, wrong) => {
  await browser.get("/settings/oauth/new");
  const page = await browser.post("/settings/oauth/new", { ...form(), ...wrong });
  expect(page.status).toBe(422);
  expect(page.html).toMatch(new RegExp(`id="${name}"[^>]*aria-invalid="true"`));
});

test("a provider's refusal is shown, and agents cannot see accounts", async () => {
  await added();
  const cancelled = await browser.post(`${path}/sign-in`, { way: "browser" });
  const state = new URL(pageIn(cancelled.html)).searchParams.get("state") ?? "";
  const refused = await browser.get(`/settings/oauth/back?error=access_denied&state=${state}`);
  expect(refused.html).toContain("access_denied");
  const agent = desk.browser();
  await agent.logIn("ann");
  expect((await agent.get(path)).status).toBe(403);
});
