/** People who are new in a conversation, on the pages. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ticketNumber, userName } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";
import { type Browser, mailbox, must, openServer, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
  await desk.mail({
    from: bea,
    to: [{ name: "", address: mailbox }],
    subject: "Gate",
    messageId: "<1@customer.example>",
  });
});
afterEach(() => desk.close());

const bea = { name: "Bea", address: "bea@customer.example" };
const karl = { name: "Karl <b>", address: "karl@customer.example" };
const eve = { name: "Eve", address: "eve@elsewhere.example" };
const references = ["<1@customer.example>"];
const participants = (n = 1) =>
  desk.record.view.ticket(ticketNumber(n))?.participants.map(({ address }) => address);
const page = async (path: string) => (await browser.get(path)).html;

describe("a newcomer's message", () => {
  const badge = '<span class="kind new-here">new here</span>';

  test("is marked, with a button that makes its author a participant, and one that undoes it", async () => {
    await desk.mail({ from: karl, subject: "Re: Gate", references, messageId: "<2@customer.example>" });
    const html = await page("/tickets/1");
    expect(html.split(badge)).toHaveLength(2);
    expect(html).toContain('action="/tickets/1/participants"');
    expect(html).toContain('value="karl@customer.example"');
    expect(html).not.toContain("/participants/remove");
    // Neither To nor Cc, and not what "reply all" would add.
    expect(/<form[^>]*id="reply-form".*?<\/form>/s.exec(html)?.[0]).not.toContain("karl@");

    const added = await browser.post("/tickets/1/participants", { address: karl.address });
    expect([added.status, added.to]).toEqual([303, "/tickets/1"]);
    expect(participants()).toEqual([bea.address, karl.address]);
    const after = await page("/tickets/1");
    expect(after).not.toContain(badge);
    expect(after).toContain("added Karl &lt;b&gt; to the participants");
    expect(after).toContain("Added to the participants.");

    const version = /name="version" value="(\d+)"/.exec(after)?.[1] ?? "";
    const removed = await browser.post("/tickets/1/participants/remove", { address: karl.address, version });
    expect([removed.status, removed.to]).toEqual([303, "/tickets/1"]);
    expect(participants()).toEqual([bea.address]);
    expect(await page("/tickets/1")).toContain(badge);
  });

  test("what cannot be is refused", async () => {
    for (const [path, address, status] of [
      ["/tickets/1/participants", mailbox, 400],
      ["/tickets/1/participants", "", 400],
      ["/tickets/1/participants/remove", bea.address, 400],
      ["/tickets/1/participants/remove", eve.address, 404],
      ["/tickets/7/participants", eve.address, 404],
      [`/tickets/${"9".repeat(30)}/participants`, eve.address, 404],
    ] as const) {
      expect([path, address, (await browser.post(path, { address })).status]).toEqual([
        path,
        address,
        status,
      ]);
    }
    expect(participants()).toEqual([bea.address]);
  });
});

test("what sent a report by the token is not offered as a participant, and no address of ours is listed", async () => {
  const desks = { name: "", address: `desk@${mailbox.split("@")[1]}` };
  const token = desk.record.view.ticket(ticketNumber(1))?.token ?? "";
  const to = [{ name: "", address: mailbox.replace("@", `+t1.${token}@`) }];
  const daemon = { name: "", address: "MAILER-DAEMON@mx.example" };
  await desk.mail({ from: daemon, to, subject: "Report", text: "Delivered", messageId: "<2@mx.example>" });
  await desk.mail({ from: bea, text: "More", messageId: "<3@customer.example>", references, cc: [desks] });
  expect(desk.record.view.ticket(ticketNumber(1))?.messages).toBe(3);
  expect(await page("/tickets/1")).toContain("/participants/remove");
  const kept = desk.record.view.mailbox(mailbox) ?? expect.fail("no mailbox");
  must(await desk.engine.settings.saveMailbox(system("test"), { ...kept, aliases: [desks.address] }));
  const html = await page("/tickets/1");
  expect(html).not.toContain('<span class="kind new-here">');
  expect(html).not.toContain("/participants");
});

test("a message can be marked as forged, which folds it, and confirmed as genuine", async () => {
  const html = await page("/tickets/1");
  const message = /name="message" value="(\w+)"/.exec(html)?.[1] ?? "";
  expect(html).toContain("Mark as forged");
  expect(html).not.toContain("This is genuine");
  const marked = await browser.post("/tickets/1/verdict", { message, verdict: "forged" });
  expect([marked.status, marked.to]).toEqual([303, `/tickets/1#m-${message}`]);
  const after = await page("/tickets/1");
  expect(after).toContain('<span class="kind judged-forged">marked as forged</span>');
  expect(after).toContain("marked a message as forged");
  expect(after).not.toContain("<details open");
  expect(after).toContain("This is genuine");
  expect((await browser.post("/tickets/1/verdict", { message, verdict: "genuine" })).status).toBe(303);
  expect(await page("/tickets/1")).toContain("confirmed as genuine");
  expect((await browser.post("/tickets/1/verdict", { message, verdict: "odd" })).status).toBe(400);
});

describe("a stranger's ticket", () => {
  test("says where it may belong, and is merged there by one button", async () => {
    await desk.mail({ from: eve, subject: "Me too", references, messageId: "<3@elsewhere.example>" });
    const html = await page("/tickets/2");
    expect(html).toContain("This may belong to");
    expect(html).toContain('href="/tickets/1"');
    const form = /<section class="flash may-belong">.*?<\/section>/s.exec(html)?.[0] ?? "";
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? "";
    const fields = { version: hidden("version"), into: hidden("into") };
    expect((await browser.post("/tickets/2/merge", fields)).to).toBe("/tickets/1");
    expect(participants()).toEqual([bea.address]);
    expect(await page("/tickets/1")).toContain("new here");
    expect(await page("/tickets/2")).not.toContain("This may belong to");
  });

  test("no longer says so once that was dismissed by one button", async () => {
    await desk.mail({ from: eve, subject: "Me too", references, messageId: "<3@elsewhere.example>" });
    expect(await page("/tickets/2")).toContain('action="/tickets/2/dismiss-merge"');
    const dismissed = await browser.post("/tickets/2/dismiss-merge", {});
    expect([dismissed.status, dismissed.to]).toEqual([303, "/tickets/2"]);
    const html = await page("/tickets/2");
    expect(html).toContain("Suggestion dismissed.");
    expect(html).not.toContain("This may belong to");
    expect(html).toContain("dismissed the suggestion to merge the ticket into #1");
    await desk.mail({ from: eve, subject: "Re: Me too", references: ["<3@elsewhere.example>"] });
    expect(await page("/tickets/2")).not.toContain("This may belong to");
    expect((await browser.post("/tickets/9/dismiss-merge", {})).status).toBe(404);
  });

  test("names the ticket that the other one was merged into meanwhile", async () => {
    await desk.mail({ from: eve, subject: "Me too", references, messageId: "<3@elsewhere.example>" });
    await desk.mail({ from: bea, subject: "Other", messageId: "<4@customer.example>" });
    must(await desk.engine.commands.merge(system("test"), ticketNumber(1), ticketNumber(3)));
    expect(await page("/tickets/2")).toContain('name="into" value="3"');
    must(await desk.engine.commands.merge(system("test"), ticketNumber(3), ticketNumber(2)));
    expect(await page("/tickets/2")).not.toContain("This may belong to");
  });
});

describe("held mails that may belong to one ticket", () => {
  const held = (n: number) =>
    // Of an agent who is not verified.
    desk.mail({
      from: { name: "Ann", address: "ann@desk.example" },
      references,
      messageId: `<h${n}@desk.example>`,
    });

  test("are a group, decided about in one go", async () => {
    must(await desk.engine.people.changeUser(system("test"), userName("ann"), { email: "ann@desk.example" }));
    await held(1);
    expect(await page("/mails/held")).not.toContain("mails may belong to ticket");
    await held(2);
    const html = await page("/mails/held");
    expect(html).toContain("2 mails may belong to ticket 1");
    expect(html).toContain('href="/mails/held?candidate=1"');
    expect((await page("/mails/held?candidate=1")).split('class="reason unproven-agent"')).toHaveLength(3);
    const decided = await browser.post("/mails/held/group", { candidate: "1", ticket: "1", what: "join" });
    expect([decided.status, decided.to]).toEqual([303, "/mails/held"]);
    expect(participants()).toEqual([bea.address]);
    expect(desk.record.view.ticket(ticketNumber(1))?.messages).toBe(3);
    expect(await page("/mails/held")).not.toContain("mails may belong to ticket");
    const late = await browser.post("/mails/held/group", { candidate: "1", ticket: "1", what: "file" });
    expect(late.status).toBe(409);
    expect(late.html).toContain("Someone has already decided about this mail");
  });
});
