import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adminCaller, agentCaller } from "../../../../test/support/callers.ts";
import { ticketNumber } from "../../../base/ids.ts";
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
const version = (n: number) => String(desk.record.view.ticket(ticketNumber(n))?.version);
const events = async (n: number) =>
  (await desk.record.journal.ofTicket(ticketNumber(n), 0, 100)).map(({ event }) => event);

/** The hidden fields of a page's reply form. */
const hiddenIn = (html: string) => {
  const form = /<form[^>]*id="reply-form".*?<\/form>/s.exec(html)?.[0] ?? "";
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? "";
  return { version: value("version"), nonce: value("nonce"), csrf: value("csrf") };
};
const written = async () =>
  (await events(1)).flatMap((event) => (event.type === "ReplyWritten" ? [event.text] : []));

describe("a ticket", () => {
  test("shows its conversation escaped, with quoted history folded", async () => {
    const text = "Hello <b>\n\n> earlier";
    await mail("<script>x</script>", { text, reply: "Hello <b>" });
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain("&lt;script&gt;x&lt;/script&gt;");
    expect(html).toContain("Hello &lt;b&gt;");
    expect(/<details class="quoted">(.*?)<\/details>/s.exec(html)?.[1]).toContain("&gt; earlier");
    expect(html).toContain('value="Bea &lt;bea@customer.example&gt;"');
  });

  test("is replied to, and the reply shows its delivery", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const sent = await browser.post("/tickets/1/reply", {
      to: "Bea <bea@customer.example>",
      cc: "Bob <bob@customer.example>",
      text: "Dear Bea,\r\nyes.",
      how: "stay",
      files: new File(["content"], "größe.txt", { type: "text/plain" }),
    });
    expect(sent.status).toBe(303);
    // The page opens at the reply, below what was just said of it.
    expect((await browser.get("/tickets/1")).html).toContain(`id="${sent.to?.split("#")[1]}"`);
    expect((await events(1)).find((event) => event.type === "ReplyWritten")).toMatchObject({
      to: [{ name: "Bea", address: "bea@customer.example" }],
      cc: [{ name: "Bob", address: "bob@customer.example" }],
      text: "Dear Bea,\nyes.",
      attachments: [{ name: "größe.txt", type: "text/plain", size: 7 }],
    });
    const page = await browser.get("/tickets/1");
    expect(page.html).toContain("Queued");
    expect(page.html).toContain("größe.txt");
    expect((await browser.get("/tickets/1")).html).not.toContain("Your reply is on its way.");
  });

  test("a reply that has not left is taken back from the message that it was sent", async () => {
    const policy = await desk.engine.settings.setReplyPolicy(adminCaller("root"), { undoDelay: 60_000 });
    expect(policy.ok).toBe(true);
    await mail("question");
    await browser.get("/tickets/1");
    await browser.post("/tickets/1/reply", { to: bea.address, text: "Yes.", how: "stay" });
    const { html } = await browser.get("/tickets/1");
    const [, within, action = ""] =
      /<span data-within="(\d+)"><form action="(\/outgoing\/[^"]+)"/.exec(html) ?? [];
    expect(Number(within)).toBeGreaterThan(0);
    await browser.post(action, { do: "cancel" });
    expect((await events(1)).map(({ type }) => type)).toContain("ReplyTakenBack");
  });

  test("the button Send and close closes it and returns to the list", async () => {
    await mail("question");
    await browser.get("/tickets/1", { Referer: "http://desk.example/tickets?state=new" });
    const sent = await browser.post("/tickets/1/reply", { to: bea.address, text: "Yes.", how: "close" });
    expect(sent.to).toBe("/tickets?state=new");
    expect(desk.record.view.ticket(ticketNumber(1))?.state).toBe("closed");
  });

  test("closing leads to the next ticket of the list that one came from, and to the list at its end", async () => {
    for (const subject of ["one", "two", "three", "four"]) await mail(subject);
    await browser.post("/tickets/2/quick", { do: "take" });
    const from = (list: string, number: number) =>
      browser.get(`/tickets/${number}`, { Referer: `http://desk.example${list}` });
    const close = async (number: number) =>
      (await browser.post(`/tickets/${number}/quick`, { do: "close" })).to;
    const listed = await browser.get("/tickets?view=unassigned");
    expect([...listed.html.matchAll(/href="\/tickets\/(\d+)" class="subject"/g)].map(([, n]) => n)).toEqual([
      ...["4", "3", "1"],
    ]);
    await from("/tickets?view=unassigned", 4);
    expect(await close(4)).toBe("/tickets/3");
    const { html } = await browser.get("/tickets/3");
    expect(html).toContain("#4 closed");
    const [, version = ""] = /action="\/tickets\/4\/undo".*?name="version" value="(\d+)"/s.exec(html) ?? [];
    expect((await browser.post("/tickets/4/undo", { version })).to).toBe("/tickets/4");
    expect(desk.record.view.ticket(ticketNumber(4))?.state).toBe("new");
    const sent = await browser.post("/tickets/3/reply", { to: bea.address, text: "Yes.", how: "close" });
    expect(sent.to).toBe("/tickets/1");
    expect(await close(1)).toBe("/tickets?view=unassigned");
    // One that is not in the list has no next one there.
    await from("/tickets?view=unassigned", 2);
    expect(await close(2)).toBe("/tickets?view=unassigned");
  });

  test("closing a ticket found by a search leads to the next one found", async () => {
    for (const subject of ["blue lamp", "red lamp", "chair"]) await mail(subject);
    const list = { Referer: "http://desk.example/search?q=lamp" };
    const { html } = await browser.get("/search?q=lamp");
    const [first, second] = [...html.matchAll(/href="\/tickets\/(\d+)"/g)].map(([, n]) => n);
    await browser.get(`/tickets/${first}`, list);
    expect((await browser.post(`/tickets/${first}/quick`, { do: "close" })).to).toBe(`/tickets/${second}`);
    expect((await browser.post(`/tickets/${second}/quick`, { do: "close" })).to).toBe("/search?q=lamp");
  });

  test("an invalid reply is shown again as typed, with the fault", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const page = await browser.post("/tickets/1/reply", {
      to: "bea",
      cc: "",
      text: "Dear <Bea>",
      how: "stay",
    });
    expect(page.status).toBe(422);
    expect(page.html).toContain("“bea” is not a valid email address");
    expect(page.html).toContain("Dear &lt;Bea&gt;</textarea>");
    expect(page.html).toMatch(/id="reply-to"[^>]*aria-invalid="true"/);
    const empty = await browser.post("/tickets/1/reply", { to: bea.address, text: " ", how: "stay" });
    expect(empty.html).toContain("Enter a reply");
    expect((await events(1)).some((event) => event.type === "ReplyWritten")).toBe(false);
  });

  test("everyone else in the conversation is offered as Cc, in sight, but not ourselves", async () => {
    const cc = [
      { name: "Bob", address: "bob@customer.example" },
      { name: "", address: mailbox },
    ];
    await mail("question", { cc, to: [{ name: "", address: `help+1.abc@example.org` }] });
    const plain = await browser.get("/tickets/1");
    expect(plain.html).toContain('data-everyone="Bob &lt;bob@customer.example&gt;"');
    expect(plain.html).toContain("Also in this conversation: <bdi>Bob &lt;bob@customer.example&gt;</bdi>");
    const all = await browser.get("/tickets/1?all=1");
    expect(all.html).toMatch(/name="cc"[^>]*value="Bob &lt;bob@customer.example&gt;"/);
  });

  test("the same form sent twice is one reply, note or ticket; with another text it is another", async () => {
    await mail("question");
    const page = await browser.get("/tickets/1");
    const form = { ...hiddenIn(page.html), to: bea.address, cc: "", text: "Once", how: "stay" };
    const sent = [await browser.post("/tickets/1/reply", form), await browser.post("/tickets/1/reply", form)];
    expect(sent.map(({ status, to }) => [status, to])).toEqual([
      [303, expect.stringMatching(/^\/tickets\/1#m-/)],
      [303, sent[0]?.to],
    ]);
    expect(await written()).toEqual(["Once"]);
    const other = await browser.post("/tickets/1/reply", { ...form, text: "And more" });
    expect(other.status).toBe(409);
    expect(other.html).toContain("Send anyway");

    const nonce = "0123456789abcdef".repeat(2);
    for (const text of ["A note", "A note", "Another"])
      await browser.post("/tickets/1/note", { nonce, text });
    expect((await events(1)).flatMap((event) => (event.type === "NoteAdded" ? [event.text] : []))).toEqual([
      "A note",
      "Another",
    ]);
    const ticket = {
      mailbox,
      requester: bea.address,
      subject: "Call",
      text: "Rang",
      assignee: "nobody",
      nonce: "fedcba9876543210".repeat(2),
    };
    const opened = [await browser.post("/tickets/new", ticket), await browser.post("/tickets/new", ticket)];
    expect(opened.map(({ to }) => to)).toEqual(["/tickets/2", "/tickets/2"]);
  });

  test("a form sent again to close as well does not claim that the ticket is closed", async () => {
    await mail("question");
    const page = await browser.get("/tickets/1");
    const form = { ...hiddenIn(page.html), to: bea.address, cc: "", text: "Once" };
    expect((await browser.post("/tickets/1/reply", { ...form, how: "stay" })).status).toBe(303);
    const again = await browser.post("/tickets/1/reply", { ...form, how: "close" });
    expect(again.status).toBe(409);
    expect(again.html).toContain("replied in the meantime");
    expect(again.html).toMatch(/<blockquote class="moved">.*Once.*<\/blockquote>/s);
    expect(desk.record.view.ticket(ticketNumber(1))?.state).toBe("open");
    const closed = await browser.post("/tickets/1/quick", { ...hiddenIn(again.html), do: "close" });
    expect(closed.status).toBe(303);
    expect(desk.record.view.ticket(ticketNumber(1))?.state).toBe("closed");
    expect(await written()).toEqual(["Once"]);
  });

  test("a form that closed a ticket, sent again after it was reopened, shows the current state", async () => {
    await mail("question");
    const page = await browser.get("/tickets/1");
    const form = { ...hiddenIn(page.html), to: bea.address, cc: "", text: "Once", how: "close" };
    await browser.post("/tickets/1/reply", form);
    await browser.post("/tickets/1/quick", { do: "reopen" });
    await browser.get("/tickets/1");
    expect((await browser.post("/tickets/1/reply", form)).to).toMatch(/^\/tickets\/1#m-/);
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain("Your reply is on its way.");
    expect(html).not.toContain("and the ticket is closed");
    expect(await written()).toEqual(["Once"]);
  });

  test("a delayed reply can be taken back, and its text used again", async () => {
    await mail("question");
    const one = ticketNumber(1);
    const caller = agentCaller("ann");
    const sendAt = desk.clock + 3_600_000;
    const done = await desk.engine.commands.reply(caller, one, { text: "Not <yet>", sendAt });
    const key = done.ok ? done.value.message : "";
    const waiting = await browser.get("/tickets/1");
    expect(waiting.html).toContain("Scheduled");
    expect(waiting.html).toContain("Take back");
    expect((await browser.get(`/mails/${key}/raw`)).status).toBe(404);
    const back = { Referer: "http://desk.example/tickets/1" };
    expect((await browser.post(`/outgoing/${key}`, { do: "cancel" }, back)).to).toBe("/tickets/1");
    const taken = await browser.get("/tickets/1");
    expect(taken.html).toContain("Taken back");
    expect(taken.html).toContain("took a reply back");
    const again = await browser.get(`/tickets/1?text=${key}`);
    expect(again.html).toContain("Not &lt;yet&gt;</textarea>");
    expect((await browser.get("/tickets/1?text=nonsense")).status).toBe(200);
  });

  test("a mail received meanwhile stops a reply and closing, but not a change of tags", async () => {
    await mail("question", { messageId: "<1@customer.example>" });
    await browser.get("/tickets/1");
    const seen = version(1);
    await mail("Re: question", { inReplyTo: "<1@customer.example>", references: ["<1@customer.example>"] });
    const changed = await browser.post("/tickets/1/properties", {
      ...unchanged(1),
      version: seen,
      tags: "vip, größe",
    });
    expect(changed.status).toBe(303);
    expect(desk.record.view.ticket(ticketNumber(1))?.tags).toEqual(["größe", "vip"]);
    await browser.get("/tickets/1");
    const closed = await browser.post("/tickets/1/quick", { version: seen, do: "close" });
    expect(closed.status).toBe(409);
    expect(closed.html).toContain("Bea wrote in the meantime");
    expect(
      (await browser.post("/tickets/1/reply", { version: seen, to: bea.address, text: "x", how: "stay" }))
        .status,
    ).toBe(409);
  });

  test("properties are set, and shown as discreet lines", async () => {
    await mail("question");
    const admin = desk.browser();
    await admin.logIn();
    await admin.post("/settings/groups/new", { name: "First line" });
    browser.cookies.set("mm_zone", "Asia/Tokyo");
    await browser.get("/tickets/1");
    await browser.post("/tickets/1/properties", {
      version: version(1),
      state: "hold",
      assignee: "admin",
      group: "First line",
      priority: "urgent",
      category: "Billing",
      tags: "a, b",
      due: "2026-12-01T09:00",
      subject: "A better question",
    });
    expect(desk.record.view.ticket(ticketNumber(1))).toMatchObject({
      state: "hold",
      assignee: "admin",
      group: "First line",
      priority: "urgent",
      category: "Billing",
      tags: ["a", "b"],
      dueAt: Date.UTC(2026, 11, 1, 0, 0),
      subject: "A better question",
    });
    const { html } = await browser.get("/tickets/1");
    for (const change of ["assigned the ticket to Ada Admin", "set Priority to Urgent"])
      expect(html).toContain(`${change}</bdi>`);
    expect(html).toContain("changed the state from New to Hold");
    expect(html).toContain('value="2026-12-01T09:00"');
  });

  test("invalid properties are refused at their field", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const page = await browser.post("/tickets/1/properties", { ...unchanged(1), tags: "two words" });
    expect(page.status).toBe(422);
    expect(page.html).toMatch(/id="tags"[^>]*value="two words"[^>]*aria-invalid="true"/);
    expect((await browser.post("/tickets/1/properties", { ...unchanged(1), due: "soon" })).status).toBe(422);
  });

  test("a note is not sent", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const { to } = await browser.post("/tickets/1/note", { text: "between us" });
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain(`id="${to?.split("#")[1]}"`);
    expect(html).toMatch(/class="message note".*between us/s);
    expect((await events(1)).some((event) => event.type === "ReplyWritten")).toBe(false);
  });

  test("is assigned to me, closed and reopened with one click", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    await browser.post("/tickets/1/quick", { version: version(1), do: "take" });
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).toBe("ann");
    await browser.post("/tickets/1/quick", { version: version(1), do: "close" });
    await browser.post("/tickets/1/quick", { version: version(1), do: "reopen" });
    expect(desk.record.view.ticket(ticketNumber(1))?.state).toBe("open");
    expect((await browser.get("/tickets/1")).html).toContain("assigned the ticket to themselves");
  });

  test("that does not exist is not found", async () => {
    expect((await browser.get("/tickets/99")).status).toBe(404);
    expect((await browser.post("/tickets/99/note", { text: "x" })).status).toBe(404);
    expect((await browser.get("/tickets/99999999999999999999")).status).toBe(404);
  });

  test("with a very long history shows the newest part and links to the rest", async () => {
    await mail("question");
    const ann = desk.engine.people.session(browser.cookies.get("mm_session") ?? "")?.caller;
    if (!ann) throw new Error("no session");
    for (let i = 0; i < 310; i++) must(await desk.engine.commands.note(ann, ticketNumber(1), `note ${i}.`));
    const page = await browser.get("/tickets/1");
    expect(page.html).not.toContain("note 3.");
    expect(page.html).toContain("note 309.");
    const [, older = ""] = /href="(\/tickets\/1\?before=\d+)"/.exec(page.html) ?? [];
    const before = await browser.get(older);
    expect(before.html).toContain("note 3.");
    expect(before.html).toContain("question");
    expect(before.html).not.toContain("note 309.");
    expect(before.html).not.toContain("before=");
    expect(before.html).not.toContain('id="reply-form"');
  });

  test("of a long message the beginning is shown, and all of it on its own page, in parts", async () => {
    const line = `${"see https://example.org/page?a=1 for more ".repeat(3)}\n`;
    await mail("long", { text: `begin\n${line.repeat(2_000)}end` });
    const page = await browser.get("/tickets/1");
    expect(page.html).toContain("begin");
    expect(page.html).not.toContain("\nend");
    expect(page.html).toMatch(/The first (?:49|50),\d{3} of 2\d\d,\d{3} characters/);
    const [, whole = ""] = /<a href="(\/tickets\/1\/messages\/[^"]+)">Show all/.exec(page.html) ?? [];
    const parts = [
      await browser.get(whole),
      await browser.get(`${whole}?part=2`),
      await browser.get(`${whole}?part=3`),
    ];
    expect(parts[0]?.html).toContain("Part 1 of 3");
    expect(parts[0]?.html).toContain("begin");
    expect(parts[2]?.html).toContain("end</div>");
    expect(parts[2]?.html).not.toContain("Next part");
    expect((await browser.get(`${whole}?part=9`)).html).toContain("Part 1 of 3");
    expect((await browser.get(whole.replace("/tickets/1/", "/tickets/2/"))).status).toBe(404);
  });

  test("large messages share the space of one page, the newest first; no entry is lost", async () => {
    for (let i = 1; i <= 12; i++) {
      const text = `mail ${i}.\n${"https://example.org/a ".repeat(9_000)}`;
      await mail("large", i === 1 ? { text, messageId: "<a@x>" } : { text, references: ["<a@x>"] });
    }
    const seen: string[] = [];
    let at = "/tickets/1";
    while (at !== "") {
      const { html } = await browser.get(at);
      expect(html.length).toBeLessThan(2_000_000);
      seen.push(...[...html.matchAll(/mail (\d+)\.\n/g)].map(([, n = ""]) => n));
      at = /href="(\/tickets\/1\?before=\d+)"/.exec(html)?.[1] ?? "";
      expect(seen.length).toBeLessThan(100);
    }
    expect(seen.length).toBe(12);
    expect(new Set(seen).size).toBe(12);
  });
});

/** The unchanged properties form of a new ticket. */
function unchanged(n: number) {
  return {
    version: version(n),
    state: desk.record.view.ticket(ticketNumber(n))?.state ?? "",
    assignee: "",
    group: "",
    priority: "normal",
    category: "",
    tags: "",
    due: "",
    subject: desk.record.view.ticket(ticketNumber(n))?.subject ?? "",
  };
}

describe("a new ticket", () => {
  const form = {
    mailbox,
    requester: "Cem <cem@x.example>",
    subject: "A call",
    text: "He called",
    assignee: "me",
  };

  test("is created with a note, assigned to oneself or unassigned", async () => {
    await browser.get("/tickets/new");
    expect((await browser.post("/tickets/new", form)).to).toBe("/tickets/1");
    expect(desk.record.view.ticket(ticketNumber(1))).toMatchObject({
      subject: "A call",
      requester: { name: "Cem", address: "cem@x.example" },
      assignee: "ann",
      state: "new",
    });
    expect((await events(1)).map((event) => event.type)).toEqual(["TicketOpened", "NoteAdded", "Changed"]);
    await browser.post("/tickets/new", { ...form, assignee: "nobody" });
    expect(desk.record.view.ticket(ticketNumber(2))?.assignee).toBeNull();
  });

  test("is sent to the requester if requested", async () => {
    await browser.get("/tickets/new");
    await browser.post("/tickets/new", { ...form, send: "yes", assignee: "nobody" });
    expect((await events(1)).map((event) => event.type)).toContain("ReplyWritten");
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).toBeNull();
  });

  test("with something missing is shown again as typed", async () => {
    await browser.get("/tickets/new");
    const page = await browser.post("/tickets/new", { ...form, requester: "nobody" });
    expect(page.status).toBe(422);
    expect(page.html).toContain("He called</textarea>");
    expect((await browser.post("/tickets/new", { ...form, subject: "" })).html).toContain(
      "Enter a subject of 1 to",
    );
    expect(desk.record.view.ticket(ticketNumber(1))).toBeNull();
  });
});
