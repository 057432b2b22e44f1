/** Targets on the pages: what is shown of clocks, lists and searches, and people who set a target. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { adminCaller } from "../../../../test/support/callers.ts";
import { ticketNumber } from "../../../base/ids.ts";
import { type Browser, mailbox, must, openServer, type TestServer } from "../testing/server.ts";

const HOUR = 3_600_000;
const boss = adminCaller("admin");
const one = ticketNumber(1);

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
});
afterEach(() => desk.close());

async function activate(text: string): Promise<void> {
  const version = must(await desk.engine.rulesets.save(boss, `ruleset "Desk"\n${text}`, ""));
  must(await desk.engine.rulesets.activate(boss, version, "", []));
}
const opens = () =>
  desk.mail({
    ...{ from: { name: "Bea", address: "bea@customer.example" }, to: [{ name: "", address: mailbox }] },
    ...{ subject: "A question", text: "Is it so?" },
  });

test("a ticket shows its clocks; lists and searches know what is due soon and overdue", async () => {
  await activate(`target "Standard" first answer within 4 hours, resolved within 2 days
rule "all"
when new mail arrives
then set target to "Standard"
`);
  await opens();
  const page = async () => (await browser.get("/tickets/1")).html.replace(/\s+/g, " ");
  for (const shown of [
    "Target Standard",
    "First answer</b> <span>4h left, due",
    "Resolved</b> <span>48h left",
  ])
    expect(await page()).toContain(shown);
  desk.clock += 3.5 * HOUR;
  expect((await browser.get("/tickets")).html).toMatch(/class="due soon"/);
  expect((await browser.get("/search?q=is%3Aoverdue")).html).not.toContain("A question");
  desk.clock += HOUR;
  expect((await browser.get("/tickets?state=overdue")).html).toContain("A question");
  expect((await browser.get("/search?q=is%3Aoverdue+question")).html).toContain("1 ticket");
  expect(await page()).toContain("First answer</b> <span>overdue since");
  await desk.engine.composeDue();
  expect(await page()).toContain("noted: the first answer is overdue by the target Standard");
  must(await desk.engine.commands.change(boss, one, { state: "hold" }));
  expect(await page()).toContain("Resolved</b> <span>paused in the state Hold, 43h 30m left");
  must(await desk.engine.commands.reply(boss, one, { text: "It is." }));
  expect(await page()).toContain("First answer</b> <span>too late,");
});

test("people set and clear the target where there is one to choose", async () => {
  await opens();
  expect((await browser.get("/tickets/1")).html).not.toContain('name="target"');
  await activate('target "Standard" resolved within 2 days\n');
  const { html } = await browser.get("/tickets/1");
  expect(html).toMatch(/<select[^>]*name="target"/);
  const save = (was: string, target: string) =>
    browser.post("/tickets/1/properties", { version: String(version()), only: "target", was, target });
  const version = () => desk.record.view.ticket(one)?.version;
  expect((await save("", "Standard")).status).toBe(303);
  expect(desk.record.view.ticket(one)?.target).toBe("Standard");
  expect((await browser.get("/tickets/1")).html).toContain("set Target to Standard");
  expect((await save("Standard", "Other")).status).toBe(422);
  await browser.get("/tickets/1");
  expect((await save("Standard", "")).status).toBe(303);
  expect(desk.record.view.ticket(one)?.target).toBeNull();
});
