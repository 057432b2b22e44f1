import { afterEach, beforeEach, expect, test } from "vitest";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
const configured = {
  messageSize: null,
  spamScanner: null,
  virusScanner: "clamd:/run/c.ctl",
  nightlyBackups: null,
};
beforeEach(async () => {
  desk = await openServer({ configured });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const page = "/settings/service";
const form = { messageSize: "25", spamScanner: "spamd://192.0.2.4:783", nightlyBackups: "0" };

test("how the program runs is shown, and changed; what the configuration says is only shown", async () => {
  const before = await browser.get(page);
  expect(before.html).toMatch(/name="messageSize"[^>]*value="50"/);
  expect(before.html).not.toContain('name="virusScanner"');
  expect(before.html).toContain("<dd>clamd:/run/c.ctl</dd>");
  expect((await browser.post(page, form)).to).toBe(page);
  expect(desk.record.view.service()).toEqual({
    ...{ messageSize: 25 * 1024 * 1024, spamScanner: "spamd://192.0.2.4:783" },
    ...{ virusScanner: null, nightlyBackups: 0 },
  });
  expect((await browser.get(page)).html).toMatch(/name="nightlyBackups"[^>]*value="0"/);
});

test.each([
  ["messageSize", { messageSize: "" }],
  ["messageSize", { messageSize: "0" }],
  ["spamScanner", { spamScanner: "somewhere" }],
  ["nightlyBackups", { nightlyBackups: "101" }],
])("a wrong %s is refused beside its field, with all that was typed", async (field, wrong) => {
  await browser.get(page);
  const refused = await browser.post(page, { ...form, ...wrong });
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
  expect(refused.html).toMatch(/value="spamd:\/\/192|value="somewhere"/);
  expect(desk.record.view.service()).toBeNull();
});
