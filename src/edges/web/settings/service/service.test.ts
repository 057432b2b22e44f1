import { afterEach, beforeEach, expect, test } from "vitest";
import { noConfiguredService } from "../../../../../test/support/service.ts";
import { type Fault, fault } from "../../../../base/fault.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
const configured = { ...noConfiguredService, virusScanner: "clamd:/run/c.ctl", smtps: true };
let closed: readonly { name: "submission"; fault: Fault }[] = [];
beforeEach(async () => {
  desk = await openServer({ configured, closedPorts: async () => closed });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const page = "/settings/service";
const form = {
  messageSize: "25",
  spamScanner: "spamd://192.0.2.4:783",
  nightlyBackups: "0",
  submission: "yes",
  trustedProxies: " 192.0.2.20,2001:DB8::/32\r\n",
};

test("how the program runs is shown, and changed; what the configuration says is only shown", async () => {
  const before = await browser.get(page);
  expect(before.html).toMatch(/name="messageSize"[^>]*value="50"/);
  expect(before.html).not.toContain('name="virusScanner"');
  expect(before.html).toContain("<dd>clamd:/run/c.ctl</dd>");
  expect(before.html).not.toContain('name="smtps"');
  expect(before.html).toContain("<dd>On</dd>");
  expect((await browser.post(page, form)).to).toBe(page);
  expect(desk.record.view.service()).toEqual({
    ...{ messageSize: 25 * 1024 * 1024, spamScanner: "spamd://192.0.2.4:783" },
    ...{ virusScanner: null, nightlyBackups: 0, smtps: false, submission: true },
    trustedProxies: ["192.0.2.20", "2001:db8::/32"],
  });
  const after = (await browser.get(page)).html;
  expect(after).toMatch(/name="nightlyBackups"[^>]*value="0"/);
  expect(after).toMatch(/name="submission"[^>]*checked/);
  await browser.post(page, { ...form, submission: "" });
  expect(desk.record.view.service()).toMatchObject({ submission: false });
});

test.each([
  ["messageSize", { messageSize: "" }],
  ["messageSize", { messageSize: "0" }],
  ["spamScanner", { spamScanner: "somewhere" }],
  ["nightlyBackups", { nightlyBackups: "101" }],
  ["trustedProxies", { trustedProxies: "192.0.2.20 proxy.example" }],
  ["trustedProxies", { trustedProxies: "192.0.2.20 ::/0" }],
])("a wrong %s is refused beside its field, with all that was typed", async (field, wrong) => {
  await browser.get(page);
  const refused = await browser.post(page, { ...form, ...wrong });
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
  expect(refused.html).toMatch(/value="spamd:\/\/192|value="somewhere"/);
  expect(desk.record.view.service()).toBeNull();
});

test("a port that is switched on and could not be opened is named, with what to do", async () => {
  closed = [{ name: "submission", fault: fault("port.rights", { params: { port: 587, unit: "x.socket" } }) }];
  const { html } = await browser.get(page);
  expect(html).toContain("Port 587 is not open");
  expect(html).toContain("systemctl enable --now x.socket");
});
