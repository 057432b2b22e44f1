import { afterEach, beforeEach, expect, test } from "vitest";
import type { Authentication } from "../../../domain/mail/index.ts";
import { type Browser, mailbox, openServer, type TestServer } from "../testing/server.ts";

const checked: Authentication = {
  by: null,
  spf: { verdict: "softfail", domain: "bounces.customer.example" },
  dkim: { verdict: "none", domains: [] },
  dmarc: { verdict: "none", domain: "customer.example", policy: null },
  arc: { verdict: "none", domain: null },
};
const found = "SPF softfail (bounces.customer.example); DKIM none; DMARC none (customer.example)";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer({}, { authenticate: () => Promise.resolve(checked) });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

test("a message shows what authentication was found, and so do its auto-reply and the mail itself", async () => {
  const address = `/settings/mailboxes/${encodeURIComponent(mailbox)}`;
  await browser.get(address);
  const form = { name: "Help", aliases: "", signature: "", group: "", language: "en", enabled: "yes" };
  await browser.post(address, { ...form, acknowledge: "yes" });
  const bea = { name: "Bea", address: "bea@customer.example" };
  const id = await desk.mail({
    from: bea,
    to: [{ name: "", address: mailbox }],
    subject: "Bell",
    text: "Loud",
    mayAutoReply: true,
  });
  const ticket = (await browser.get("/tickets/1")).html;
  expect(ticket).toContain(`<dt>Authentication</dt><dd><bdi>${found}</bdi></dd>`);
  expect(ticket).toContain(`the address is not verified (${found})`);
  const mail = (await browser.get(`/mails/${id}`)).html;
  expect(mail).toContain(`<dt>Authentication</dt><dd><bdi>${found}</bdi></dd>`);
});
