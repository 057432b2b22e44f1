/** Holding a ticket, and sending with what follows, through the pages. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adminCaller } from "../../../../test/support/callers.ts";
import { ticketNumber } from "../../../base/ids.ts";
import { type Browser, mailbox, openServer, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
  for (const subject of ["one", "two"])
    await desk.mail({ from: bea, to: [{ name: "", address: mailbox }], subject, text: "Hello" });
});
afterEach(() => desk.close());

const bea = { name: "Bea", address: "bea@customer.example" };
const ticket = (n: number) => desk.record.view.ticket(ticketNumber(n));
const list = { Referer: "http://desk.example/tickets?state=new" };
const send = (more: { [name: string]: string }) =>
  browser.post("/tickets/2/reply", { to: bea.address, text: "Did it help?", ...more });

describe("hold", () => {
  test("until a time in words: the page says exactly which, and undoes it", async () => {
    const said = await browser.get("/when?text=in%203%20days");
    expect(said.html).toMatch(/\d{4} at \d\d:\d\d UTC$/);
    expect((await browser.get("/when?text=some%20day")).html).toBe("");
    const sent = await browser.post("/tickets/1/hold", { until: "in 3 days", choice: "typed" });
    expect(sent.to).toBe("/tickets/1");
    expect(ticket(1)?.state).toBe("hold");
    expect(ticket(1)?.heldUntil).toBeGreaterThan(desk.clock + 2.9 * 86_400_000);
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain(`#1 is on hold until ${said.html.slice(0, 12)}`);
    expect(html).toMatch(/<time class="held-until"/);
    const [, version = ""] = /action="\/tickets\/1\/undo".*?name="version" value="(\d+)"/s.exec(html) ?? [];
    await browser.post("/tickets/1/undo", { version });
    expect(ticket(1)).toMatchObject({ state: "new", heldUntil: null });
  });

  test("words that mean nothing are refused in sight, and kept", async () => {
    const again = await browser.post("/tickets/1/hold", { until: "some day", choice: "typed" });
    expect(again.status).toBe(422);
    expect(again.html).toMatch(/<div id="hold-box" class="choices">/);
    expect(again.html).toMatch(/name="until"[^>]*value="some day"/);
    expect(ticket(1)?.state).toBe("new");
  });

  test("a choice, and none at all", async () => {
    await browser.post("/tickets/1/hold", { until: "", choice: "week" });
    expect(ticket(1)?.heldUntil).toBeGreaterThan(desk.clock + 6 * 86_400_000);
    await browser.post("/tickets/1/hold", { until: "", choice: "open" });
    expect(ticket(1)).toMatchObject({ state: "hold", heldUntil: null });
  });
});

describe("what sending does as well", () => {
  test("going on to the next one is remembered for the next reply", async () => {
    await browser.get("/tickets/2", list);
    expect((await send({ how: "next" })).to).toBe("/tickets/1");
    expect(ticket(2)?.state).toBe("open");
    const { html } = await browser.get("/tickets/1");
    expect(html).toMatch(/name="how" value="next" data-default[^>]*>Send and next</);
  });

  test("holding it until somebody answers, and taking that back", async () => {
    await desk.engine.settings.setReplyPolicy(adminCaller("root"), { undoDelay: 60_000 });
    await browser.get("/tickets/2", list);
    expect((await send({ how: "hold", holdUntil: "in 3 days" })).to).toBe("/tickets/1");
    expect(ticket(2)?.state).toBe("hold");
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain("Your reply is on its way, and #2 is on hold until");
    const [, action = ""] = /<span data-within="\d+"><form action="(\/outgoing\/[^"]+)"/.exec(html) ?? [];
    await browser.post(action, { do: "cancel" });
    expect(ticket(2)).toMatchObject({ state: "new", heldUntil: null });
  });

  test("sending it at a time, unless they write before", async () => {
    await browser.get("/tickets/2", list);
    const sent = await send({ how: "later", sendAt: "in 2 days", unlessAnswered: "yes" });
    expect(sent.to).toMatch(/^\/tickets\/2#m-/);
    const events = (await desk.record.journal.ofTicket(ticketNumber(2), 0, 100)).map(({ event }) => event);
    const written = events.find((event) => event.type === "ReplyWritten");
    expect(written).toMatchObject({ unlessAnswered: true });
    expect(written?.type === "ReplyWritten" && written.leaveAt).toBeGreaterThan(desk.clock + 86_400_000);
    expect((await browser.get("/tickets/2")).html).toContain("Your reply will be sent on ");
  });

  test("words that mean no time send nothing", async () => {
    const again = await send({ how: "hold", holdUntil: "when it suits" });
    expect(again.status).toBe(422);
    expect(again.html).toContain("Did it help?");
    expect(again.html).toMatch(/<div id="send-menu" class="choices above">/);
    expect(ticket(2)?.state).toBe("new");
  });
});
