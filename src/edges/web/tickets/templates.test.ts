import { afterEach, beforeEach, expect, test } from "vitest";
import { ticketNumber } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";
import { type Browser, must, openServer, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
const text = "Hello {{sender.name}},\n\nyour order {{ticket.subject}} is on its way.";
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
  await desk.mail({
    from: { name: "Bea", address: "bea@customer.example" },
    subject: "Lamp <b>",
    text: "Where?",
  });
});
afterEach(() => desk.close());

const save = async (name: string) =>
  must(await desk.engine.settings.saveTemplate(system("test"), { name, text }));
/** What is in the reply's field. */
const written = (html: string) =>
  /<textarea[^>]* name="text"[^>]*>(.*?)<\/textarea>/s.exec(html)?.[1]?.trim();

test("without templates, the reply offers none", async () => {
  expect((await browser.get("/tickets/1")).html).not.toContain("data-templates");
});

test("a template is put below what is typed, filled for the ticket, and all else that is typed stays", async () => {
  await save("On its way");
  const page = await browser.get("/tickets/1");
  expect(page.html).toContain('<option value="On its way">');
  const form = { to: "bea@customer.example", cc: "carl@customer.example", text: "Hi!\n\n" };
  const filled = await browser.post("/tickets/1/template", { ...form, template: "On its way" });
  expect(filled.status).toBe(200);
  expect(written(filled.html)).toBe("Hi!\n\nHello Bea,\n\nyour order Lamp &lt;b&gt; is on its way.");
  expect(filled.html).toContain('value="carl@customer.example"');
  expect(desk.record.view.ticket(ticketNumber(1))?.messages).toBe(1);
});

test("a script gets the text alone; a template that is gone is said, and nothing typed is lost", async () => {
  await save("On its way");
  const alone = await browser.get("/tickets/1/template?name=On+its+way");
  expect([alone.status, alone.html]).toEqual([...[200, "Hello Bea,\n\nyour order Lamp <b> is on its way."]]);
  expect((await browser.get("/tickets/1/template?name=Gone")).status).toBe(404);
  const gone = await browser.post("/tickets/1/template", {
    to: "bea@customer.example",
    text: "Hi",
    template: "Gone",
  });
  expect([gone.status, written(gone.html)]).toEqual([422, "Hi"]);
  expect(gone.html).toContain("Gone");
});
