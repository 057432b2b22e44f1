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

const page = "/settings/incoming";
const form = {
  ...{ floodLimit: "2", spamThreshold: "7.5", relayResults: "MX.example.org" },
  trustedRelays: "192.0.2.1\n10.0.0.0/8, 2001:db8::/32",
};
const policy = () => desk.record.view.intakePolicy();

test("the settings of incoming mail are shown, and changed", async () => {
  const before = await browser.get(page);
  expect(before.html).toMatch(/name="floodLimit"[^>]*value="0"/);
  expect((await browser.post(page, form)).to).toBe(page);
  expect(policy()).toEqual({
    ...{ floodLimit: 2, spamThreshold: 7.5, relayResults: "mx.example.org" },
    trustedRelays: ["192.0.2.1", "10.0.0.0/8", "2001:db8::/32"],
  });
  const { html } = await browser.get(page);
  expect(html).toMatch(/name="spamThreshold"[^>]*value="7.5"/);
  expect(html).toContain("192.0.2.1\n10.0.0.0/8\n2001:db8::/32</textarea>");
  await browser.post(page, { ...form, holdUnscanned: "yes" });
  expect(policy()).toMatchObject({ holdUnscanned: true });
  expect((await browser.get(page)).html).toMatch(/name="holdUnscanned"[^>]*checked/);
  await browser.post(page, { ...form, spamThreshold: "", trustedRelays: "", relayResults: "" });
  expect(policy()).toEqual({ floodLimit: 2, spamThreshold: null, trustedRelays: [], relayResults: null });
});

test.each([
  ["floodLimit", { floodLimit: "" }],
  ["floodLimit", { floodLimit: "many" }],
  ["spamThreshold", { spamThreshold: "0" }],
  ["trustedRelays", { trustedRelays: "mx.example.org" }],
  ["relayResults", { relayResults: "two words" }],
])("a wrong %s is refused beside its field, with all that was typed", async (field, wrong) => {
  await browser.get(page);
  const refused = await browser.post(page, { ...form, ...wrong });
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
  expect(refused.html).toMatch(/name="floodLimit"/);
  expect(policy()).toBeNull();
});

test("the next mail is decided by what was changed", async () => {
  const from = { name: "", address: "monitor@plant.example" };
  const held = () => desk.record.queries.heldCount();
  await browser.get(page);
  await browser.post(page, { ...form, floodLimit: "2" });
  for (const n of [1, 2, 3])
    await desk.mail({ from, subject: `Alarm ${n}`, messageId: `<${n}@plant.example>` });
  expect(held()).toBe(1);
  await browser.post(page, { ...form, floodLimit: "0" });
  await desk.mail({ from, subject: "Alarm 4", messageId: "<4@plant.example>" });
  expect(held()).toBe(1);
});
