/** Replies that are refused, properties saved one by one, undoing, merging with a choice. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../../test/support/callers.ts";
import { ticketNumber, userName } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";
import { type Browser, mailbox, must, openServer, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
});
afterEach(() => desk.close());

const bea = { name: "Bea", address: "bea@customer.example" };
const mail = (subject: string, more: object = {}) =>
  desk.mail({ from: bea, to: [{ name: "", address: mailbox }], subject, text: `About ${subject}`, ...more });
const ticket = (n: number) => desk.record.view.ticket(ticketNumber(n));
const file = (name: string, size: number) =>
  new File([Buffer.alloc(size, "x")], name, { type: "application/pdf" });
const reply = { to: bea.address, cc: "Carl <carl@customer.example>", text: "Dear Bea", how: "stay" };
const keptIn = (html: string) =>
  [...html.matchAll(/name="kept" value="([^"]*)"/g)].map(([, value = ""]) => value);
const sentFiles = async () =>
  (await desk.record.journal.ofTicket(ticketNumber(1), 0, 100)).flatMap(({ event }) =>
    event.type === "ReplyWritten" ? event.attachments.map(({ name }) => name) : [],
  );

describe("a refused reply", () => {
  test("has the focus at its first fault, which is repeated at the top with a link", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const { html } = await browser.post("/tickets/1/reply", { ...reply, to: "bea" });
    expect(html).toMatch(/<input id="reply-to"[^>]*autofocus/);
    expect(html.match(/autofocus/g)?.length).toBe(2);
    const [main = ""] = /<main.*/s.exec(html) ?? [];
    expect(main.indexOf('<a href="#reply-to">“bea” is not a valid email address</a>')).toBeGreaterThan(0);
    expect(main.indexOf('href="#reply-to"')).toBeLessThan(main.indexOf("<h1"));
  });

  test("keeps Cc and files, which can be left out, and are sent with it", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const files = { files: file("plan.pdf", 10) };
    const refused = await browser.post("/tickets/1/reply", { ...reply, ...files, to: "bea" });
    expect(refused.html).toMatch(/name="cc"[^>]*value="Carl &lt;carl@customer.example&gt;"/);
    const kept = keptIn(refused.html);
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{32} plan\.pdf$/)]);
    const again = await browser.post("/tickets/1/reply", {
      ...reply,
      text: " ",
      kept,
      files: file("b.pdf", 5),
    });
    expect(keptIn(again.html).map((value) => value.slice(33))).toEqual(["plan.pdf", "b.pdf"]);
    expect((await browser.post("/tickets/1/reply", { ...reply, kept: keptIn(again.html) })).status).toBe(303);
    expect(await sentFiles()).toEqual(["plan.pdf", "b.pdf"]);
  });

  test("is not sent without a file that is no longer kept, or that someone else attached", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const kept = [`${"0".repeat(32)} plan.pdf`];
    const gone = await browser.post("/tickets/1/reply", { ...reply, kept });
    expect(gone.status).toBe(422);
    expect(gone.html).toContain("“plan.pdf” is no longer stored");
    const mine = await browser.post("/tickets/1/reply", { ...reply, to: "bea", files: file("mine.pdf", 9) });
    const other = desk.browser();
    await other.logIn();
    await other.get("/tickets/1");
    const theirs = await other.post("/tickets/1/reply", { ...reply, kept: keptIn(mine.html) });
    expect(theirs.html).toContain("“mine.pdf” is no longer stored");
    expect(await sentFiles()).toEqual([]);
  });

  test("of more bytes than fit names the limit beside the files, and keeps what was typed", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const large = { files: file("film.mp4", 31 * 1024 * 1024) };
    const page = await browser.post("/tickets/1/reply", { ...reply, ...large });
    expect(page.status).toBe(413);
    expect(page.html).toContain("Attachments may have at most 25 MB in total");
    expect(page.html).toMatch(/id="reply-files"[^>]*aria-invalid="true"/);
    expect(page.html).toContain("Dear Bea</textarea>");
    expect(page.html).toMatch(/name="cc"[^>]*value="Carl &lt;carl@customer.example&gt;"/);
  });

  test("without a form of its own names the limit, shows what was typed, and leads back", async () => {
    await browser.get("/tickets/new");
    const back = { Referer: "http://desk.example/tickets/new" };
    const fields = { subject: "Kept", text: "x".repeat(5 * 1024 * 1024) };
    const page = await browser.post("/tickets/new", fields, back);
    expect(page.status).toBe(413);
    expect(page.html).toContain("This form takes at most 4 MB of text");
    expect(page.html).toContain("Kept</textarea>");
    expect(page.html).toContain('href="/tickets/new">Back to the form');
  });
});

describe("a property by itself", () => {
  const save = (only: string, was: string, value: string) =>
    browser.post("/tickets/1/properties", { version: String(ticket(1)?.version), only, was, [only]: value });

  test("is saved without the others, and can be undone", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    await save("category", "", "Billing");
    expect((await save("priority", "normal", "high")).to).toBe("/tickets/1");
    expect(ticket(1)).toMatchObject({ priority: "high", category: "Billing", state: "new" });
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain("Priority of #1 saved.");
    const version = /action="\/tickets\/1\/undo".*?name="version" value="(\d+)"/s.exec(html)?.[1] ?? "";
    expect((await browser.post("/tickets/1/undo", { version })).status).toBe(303);
    expect(ticket(1)).toMatchObject({ priority: "normal", category: "Billing" });
    expect((await browser.post("/tickets/1/undo", { version })).html).toContain("cannot be undone");
  });

  test("that someone else changed meanwhile is shown, and the value typed is kept", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const bob = agentCaller("admin");
    must(await desk.engine.commands.change(bob, ticketNumber(1), { category: "Refund" }));
    must(await desk.engine.commands.change(bob, ticketNumber(1), { assignee: userName("admin") }));
    const page = await save("category", "", "Billing");
    expect(page.status).toBe(409);
    expect(page.html).toContain("changed this to “Refund” in the meantime");
    expect(page.html).toMatch(/id="category"[^>]*value="Billing"/);
    expect((await save("category", "Refund", "Billing")).status).toBe(303);
    expect((await browser.get("/tickets/1")).html).toContain('<option value="Billing"');
  });

  test("that is not valid is refused at its field", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const page = await save("tags", "", "two words");
    expect(page.status).toBe(422);
    expect(page.html).toMatch(/id="tags"[^>]*autofocus[^>]*aria-invalid="true"/);
  });
});

test("closing says which ticket and can be undone: a new ticket is new again", async () => {
  await mail("question");
  await browser.get("/tickets/1");
  const closed = await browser.post("/tickets/1/quick", { do: "close" });
  const { html } = await browser.get(closed.to ?? "");
  expect(html).toContain("#1 closed.");
  const version = /action="\/tickets\/1\/undo".*?name="version" value="(\d+)"/s.exec(html)?.[1] ?? "";
  expect(ticket(1)?.state).toBe("closed");
  await browser.post("/tickets/1/undo", { version });
  expect(ticket(1)?.state).toBe("new");
});

test("a closed ticket is not late", async () => {
  await mail("question");
  const dueAt = desk.clock - 3_600_000;
  must(await desk.engine.commands.change(agentCaller("ann"), ticketNumber(1), { dueAt }));
  expect((await browser.get("/tickets/1")).html).toContain("overdue</time>");
  must(await desk.engine.commands.change(agentCaller("ann"), ticketNumber(1), { state: "closed" }));
  for (const path of ["/tickets/1", "/tickets"])
    expect((await browser.get(path)).html).not.toContain("overdue</time>");
});

describe("merging", () => {
  test("offers the requester's other tickets and a search, with a preview", async () => {
    await mail("fence");
    await mail("fence again");
    await mail("gate", { from: { name: "Carl", address: "carl@customer.example" }, text: "It squeaks" });
    const offered = await browser.get("/tickets/1/merge");
    expect(offered.html).toMatch(/name="into" value="2"/);
    expect(offered.html).toContain("About fence again");
    expect(offered.html).not.toMatch(/name="into" value="[13]"/);
    for (const words of ["squeaks", "3", "%233"]) {
      const found = await browser.get(`/tickets/1/merge?q=${words}`);
      expect(found.html).toMatch(/name="into" value="3"/);
      expect(found.html).toContain("It squeaks");
    }
  });

  test("is shown on both sides, offers nothing that does not work, and returns to the state before", async () => {
    await mail("fence");
    await mail("fence again");
    await browser.get("/tickets/1/merge");
    const merged = await browser.post("/tickets/1/merge", { into: "2" });
    const there = await browser.get(merged.to ?? "");
    expect(there.html).toContain("#1 merged into this ticket.");
    expect(there.html).toContain('merged <a href="/tickets/1">#1</a> into this ticket');
    const here = await browser.get("/tickets/1");
    expect(here.html).toContain('Merged into <a href="/tickets/2">#2</a>');
    for (const gone of ["/tickets/1/quick", "/tickets/1/properties", 'data-tab="reply"', "reply-form"])
      expect(here.html).not.toContain(gone);
    await browser.post("/tickets/1/unmerge", {});
    expect(ticket(1)).toMatchObject({ state: "new", mergedInto: null });
  });

  test("shows a reply and a note that were written meanwhile, and says that they were not sent", async () => {
    await mail("fence");
    await mail("fence again");
    await browser.get("/tickets/1");
    const form = { to: "ann@customer.example", version: String(ticket(1)?.version) };
    must(await desk.engine.commands.merge(agentCaller("ann"), ticketNumber(1), ticketNumber(2)));
    for (const [path, words] of [
      ["/tickets/1/reply", "My long reply"],
      ["/tickets/1/note", "My long note"],
    ] as const) {
      const { status, html } = await browser.post(path, { ...form, text: words });
      expect([409, 422]).toContain(status);
      expect(html).toMatch(new RegExp(`<textarea[^>]* readonly[^>]*>\\s*${words}</textarea>`));
      expect(html).toContain("Not sent: this ticket was merged into #2");
      expect(html).toContain('href="/tickets/2#reply"');
    }
  });

  test("a message is moved from its own menu", async () => {
    await mail("fence", { messageId: "<a@customer.example>" });
    await mail("Re: fence", { references: ["<a@customer.example>"], text: "And the gate" });
    const page = await browser.get("/tickets/1");
    const path = [...page.html.matchAll(/href="(\/tickets\/1\/move\?message=[^"]+)"/g)].at(-1)?.[1] ?? "";
    const form = await browser.get(path);
    const key = /name="message" value="([^"]+)" checked/.exec(form.html)?.[1] ?? "";
    expect(form.html).toContain("And the gate");
    const moved = await browser.post("/tickets/1/split", { message: key, to: "", subject: "The gate" });
    expect(moved.to).toBe("/tickets/2");
    expect(ticket(2)).toMatchObject({ subject: "The gate", messages: 1 });
  });
});

test("a formatted mail is shown as such first, a long text in a box, a long subject with a fold", async () => {
  await mail(`Offer ${"very long ".repeat(90)}`, { html: "<ul><li>x</ul>", formatted: true });
  await mail("log", { text: "line\n".repeat(5_000) });
  const offer = (await browser.get("/tickets/1")).html;
  expect(offer).toMatch(/<details class="formatted" open/);
  expect(offer).toMatch(/<details class="whole-subject"/);
  const log = (await browser.get("/tickets/2")).html;
  expect(log).toMatch(/<section class="long" tabindex="0"/);
  expect(log).toContain("Show all");
});

test("a new ticket's mailbox is not guessed, but the last one used is remembered", async () => {
  must(await desk.engine.settings.saveMailbox(system("test"), { address: "a@example.org" }));
  const empty = await browser.get("/tickets/new");
  expect(empty.html).toMatch(/<option value="" selected[^>]*>Choose a mailbox/);
  const fields = { requester: bea.address, subject: "Call", text: "Rang", assignee: "me" };
  const refused = await browser.post("/tickets/new", { ...fields, mailbox: "" });
  expect(refused.html).toMatch(/<select id="mailbox"[^>]*autofocus/);
  await browser.post("/tickets/new", { ...fields, mailbox });
  expect((await browser.get("/tickets/new")).html).toContain(`<option value="${mailbox}" selected`);
});
