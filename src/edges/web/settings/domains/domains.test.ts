import { afterEach, beforeEach, expect, test } from "vitest";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const domain = "example.org";
const selector = "mm20261123";
const page = async () => (await browser.get("/settings/domains")).html;
const key = (what: string) => browser.post("/settings/domains/key", { domain, selector, do: what });

test("a key is created, its record shown and looked up, activated and removed", async () => {
  expect(await page()).toContain("Mail is not signed");
  expect((await browser.post("/settings/domains", { domain, algorithm: "rsa" })).to).toBe(
    "/settings/domains",
  );
  const [made] = desk.record.view.dkimKeys(domain);
  const waiting = await page();
  expect(waiting).toContain(`${selector}._domainkey.${domain}</pre>`);
  expect(waiting).toContain(`v=DKIM1; k=rsa; p=${made?.publicKey}</pre>`);
  expect(waiting).not.toContain("PRIVATE KEY");
  await browser.post("/settings/domains/check", {});
  expect(await page()).toContain("The record is not in DNS.");
  await key("activate");
  expect(await page()).toContain("Mail is signed");
  await key("remove");
  expect(desk.record.view.dkimKeys(domain)).toEqual([]);
});

test("invalid requests are refused", async () => {
  await page();
  const refused = await browser.post("/settings/domains", { domain: "other.example", algorithm: "rsa" });
  expect([refused.status, refused.html]).toEqual([
    422,
    expect.stringContaining("No mailbox has an address at"),
  ]);
  expect((await key("activate")).status).toBe(404);
  expect((await key("burn")).status).toBe(400);
});

test("an agent cannot change the keys", async () => {
  browser.cookies.clear();
  await browser.logIn("ann");
  await browser.get("/settings/domains");
  expect((await browser.post("/settings/domains", { domain, algorithm: "rsa" })).status).toBeGreaterThan(400);
  expect((await browser.post("/settings/domains/check", {})).status).toBe(403);
  expect(desk.record.view.dkimKeys(domain)).toEqual([]);
});

test("mail can be set to direct delivery", async () => {
  await browser.get("/settings/outgoing");
  await browser.post("/settings/outgoing", { kind: "direct" });
  expect(desk.record.view.outgoing()).toEqual({ kind: "direct" });
  const { html } = await browser.get("/settings/outgoing");
  expect(html).toMatch(/value="direct"[^>]*checked/);
});
