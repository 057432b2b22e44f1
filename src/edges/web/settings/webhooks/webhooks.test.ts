import { afterEach, beforeEach, expect, test } from "vitest";
import { ticketNumber } from "../../../../base/ids.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const top = "/settings/webhooks";
const form = { name: "Shop", url: "https://shop.example/hook", events: "note.added", enabled: "yes" };
const stored = () => desk.record.view.webhook("Shop")?.webhook;

async function create(more: Readonly<Record<string, string>> = {}) {
  await browser.get(`${top}/new`);
  return browser.post(`${top}/new`, { ...form, ...more });
}

test("a webhook is created, shown its secret once, and changed", async () => {
  expect((await browser.get(top)).html).toContain("No webhooks yet");
  const made = await create();
  const { secret, ...rest } = stored() ?? { secret: "" };
  expect(rest).toEqual({
    ...{ name: "Shop", url: "https://shop.example/hook", events: ["note.added"], enabled: true },
    allowPrivate: false,
  });
  expect([made.status, made.html.includes(secret)]).toEqual([200, true]);
  const { html } = await browser.get(`${top}/Shop`);
  expect(html).not.toContain(secret);
  expect(html).toMatch(/value="note\.added"[^>]*checked/);
  expect(html).not.toMatch(/value="ticket\.opened"[^>]*checked/);
  const changed = { url: "http://192.168.0.4/", allowPrivate: "yes", enabled: "" };
  expect((await browser.post(`${top}/Shop`, changed)).to).toBe(`${top}/Shop`);
  expect(stored()).toMatchObject({ url: "http://192.168.0.4/", events: [], enabled: false, secret });
  expect((await browser.get(top)).html).toContain("Only rules and tests call it.");
});

test.each([
  ["name", { name: " " }],
  ["url", { url: "here" }],
  ["url", { url: "http://shop.example/" }],
])("a wrong %s is shown at its field, with what was typed", async (field, wrong) => {
  const page = await create(wrong);
  expect(page.status).toBe(422);
  expect(page.html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
  expect(page.html).toMatch(/value="note\.added"[^>]*checked/);
  expect(desk.record.view.webhooks()).toEqual([]);
});

test("an event that there is not is refused", async () => {
  expect((await create({ events: "ticket.exploded" })).status).toBe(400);
});

test("a new secret is shown once, and until when the former one signs as well", async () => {
  await create();
  const before = stored()?.secret;
  await browser.get(`${top}/Shop`);
  const { html } = await browser.post(`${top}/Shop/secret`, {});
  expect(stored()?.secret).not.toBe(before);
  expect(html).toContain(stored()?.secret);
  expect((await browser.get(`${top}/Shop`)).html).toContain("The former secret also signs until");
});

test("deliveries are shown with their attempts, page by page, and sent again; a test is sent", async () => {
  await create();
  const queue = desk.record.operations.webhooks;
  const lane = { webhook: "Shop", position: 9, failures: 1, failingSince: desk.clock, nextAt: 0 };
  const call = (n: number) => ({
    id: `m${n}`,
    type: "note.added",
    ticket: ticketNumber(7),
    body: `{"n":${n}}`,
  });
  queue.add(
    lane,
    Array.from({ length: 23 }, (_, n) => call(n)),
  );
  const [newest] = queue.deliveries("Shop", 1e9, 1);
  if (!newest) throw new Error("no delivery");
  const attempt = { at: desk.clock, took: 12, status: 502, answer: "<b>bad</b>", fault: null };
  queue.attempted(newest, { attempt, state: "failed", nextAt: null, lane, recovered: false });
  const { html } = await browser.get(`${top}/Shop`);
  expect(html).toContain("&lt;b&gt;bad&lt;/b&gt;");
  expect(html).toContain("status 502, 12 ms");
  expect(html).toContain("The last call failed. It is tried again.");
  expect(html.match(/id="call-/g)?.length).toBe(20);
  const older = /href="([^"]*\?before=\d+)"/.exec(html)?.[1] ?? "";
  expect((await browser.get(older)).html.match(/id="call-/g)?.length).toBe(3);
  const again = await browser.post(`${top}/Shop/send`, { number: String(newest.number) });
  expect(again.to).toBe(`${top}/Shop`);
  expect(queue.asked("Shop")?.number).toBe(newest.number);
  expect((await browser.post(`${top}/Shop/send`, { number: "99" })).status).toBe(404);
  await browser.get(`${top}/Shop`);
  expect((await browser.post(`${top}/Shop/test`, {})).to).toBe(`${top}/Shop`);
  expect(queue.deliveries("Shop", 1e9, 1)).toMatchObject([{ type: "webhook.test", asked: true }]);
});

test("a webhook is removed; agents cannot see webhooks", async () => {
  await create();
  await browser.get(`${top}/Shop`);
  expect((await browser.post(`${top}/Shop/remove`, {})).to).toBe(top);
  expect(stored()).toBeUndefined();
  expect((await browser.get(`${top}/Shop`)).status).toBe(404);
  const agent = desk.browser();
  await agent.logIn("ann");
  for (const path of [top, `${top}/new`, `${top}/Shop`]) expect((await agent.get(path)).status).toBe(403);
});
