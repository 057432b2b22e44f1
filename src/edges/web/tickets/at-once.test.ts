import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ticketNumber } from "../../../base/ids.ts";
import { type Browser, mailbox, openServer, type TestServer } from "../testing/server.ts";

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

describe("two people who work on a ticket at the same time", () => {
  test("if someone replied meanwhile, the page says so, and what was typed stays", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const seen = version(1);
    const other = desk.browser();
    await other.logIn("admin");
    await other.post("/tickets/1/reply", { to: bea.address, text: "Done already", how: "stay" });

    const page = await browser.post("/tickets/1/reply", {
      version: seen,
      to: bea.address,
      text: "My text",
      how: "close",
    });
    expect(page.status).toBe(409);
    expect(page.html).toContain("Ada Admin replied in the meantime");
    expect(page.html).toContain("My text</textarea>");
    expect(page.html).toContain("Done already");
    const again = /name="version" value="(\d+)"/.exec(page.html)?.[1] ?? "";
    const sent = await browser.post("/tickets/1/reply", {
      version: again,
      to: bea.address,
      text: "My text",
      how: "stay",
    });
    expect(sent.status).toBe(303);
  });

  test("a rejected reply still notices what another agent wrote before it was corrected", async () => {
    await mail("question");
    const opened = hiddenIn((await browser.get("/tickets/1")).html);
    const other = desk.browser();
    await other.logIn("admin");
    await other.get("/tickets/1");
    await other.post("/tickets/1/reply", { to: bea.address, cc: "", how: "stay", text: "From Ada" });
    const wrong = await browser.post("/tickets/1/reply", {
      ...opened,
      ...{ to: "no address", cc: "", how: "stay", text: "From Ann" },
    });
    expect(wrong.status).toBe(422);
    const mended = { to: bea.address, cc: "", how: "stay", text: "From Ann" };
    const late = await browser.post("/tickets/1/reply", { ...hiddenIn(wrong.html), ...mended });
    expect(late.status).toBe(409);
    expect(await written()).toEqual(["From Ada"]);
  });

  test("the second of two agents who reply sees both texts, loses nothing, and can send anyway", async () => {
    await mail("question");
    const other = desk.browser();
    await other.logIn("admin");
    const forms = [await browser.get("/tickets/1"), await other.get("/tickets/1")].map((page) => ({
      ...hiddenIn(page.html),
      to: bea.address,
      cc: "",
      how: "stay",
    }));
    const [first, second] = await Promise.all([
      browser.post("/tickets/1/reply", { ...forms[0], text: "From Ann" }),
      other.post("/tickets/1/reply", { ...forms[1], text: "From Ada" }),
    ]);
    const [late, early] = first?.status === 409 ? [first, second] : [second, first];
    expect([early?.status, late?.status]).toEqual([303, 409]);
    const [theirs, mine] = first?.status === 409 ? ["From Ada", "From Ann"] : ["From Ann", "From Ada"];
    expect(late?.html).toMatch(new RegExp(`<blockquote class="moved">.*${theirs}.*</blockquote>`, "s"));
    expect(late?.html).toContain(`${mine}</textarea>`);
    expect(late?.html).toContain("Send anyway");
    const again = first?.status === 409 ? browser : other;
    const anyway = await again.post("/tickets/1/reply", {
      ...hiddenIn(late?.html ?? ""),
      ...{ to: bea.address, cc: "", how: "stay", text: mine },
    });
    expect(anyway.status).toBe(303);
    expect((await written()).sort()).toEqual(["From Ada", "From Ann"]);
  });

  test("the second of two agents who assign a ticket to themselves sees that it is assigned, and does not take it", async () => {
    await mail("question");
    const other = desk.browser();
    await other.logIn("admin");
    await Promise.all([browser.get("/tickets/1"), other.get("/tickets/1")]);
    const seen = version(1);
    const pages = await Promise.all([
      browser.post("/tickets/1/quick", { version: seen, do: "take" }),
      other.post("/tickets/1/quick", { version: seen, do: "take" }),
    ]);
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 409]);
    const [first, winner] = pages[0]?.status === 303 ? ["ann", "Ann"] : ["admin", "Ada Admin"];
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).toBe(first);
    const late = pages.find(({ status }) => status === 409)?.html ?? "";
    expect(late).toMatch(new RegExp(`${winner}[^<]* changed the ticket in the meantime`));
    const again = first === "ann" ? other : browser;
    const anyway = await again.post("/tickets/1/quick", { ...hiddenIn(late), do: "take" });
    expect(anyway.status).toBe(303);
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).not.toBe(first);
  });

  test("the second of two agents who save properties sees who changed the ticket", async () => {
    await mail("question");
    const other = desk.browser();
    await other.logIn("admin");
    await Promise.all([browser.get("/tickets/1"), other.get("/tickets/1")]);
    const form = unchanged(1);
    const pages = await Promise.all([
      browser.post("/tickets/1/properties", { ...form, assignee: "ann" }),
      other.post("/tickets/1/properties", { ...form, assignee: "admin" }),
    ]);
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 409]);
    const late = pages.find(({ status }) => status === 409)?.html ?? "";
    expect(late).toContain("changed the ticket in the meantime");
  });

  test("a button for a version that does not exist changes nothing", async () => {
    await mail("question");
    await browser.get("/tickets/1");
    const page = await browser.post("/tickets/1/quick", { version: "999", do: "take" });
    expect(page.status).toBe(409);
    expect(page.html).toContain("review it and try again");
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).toBeNull();
  });

  test("the form of a new ticket, sent again, does not change the assignee", async () => {
    const nonce = "0123456789abcdef0123456789abcdef";
    const form = {
      ...{ nonce, mailbox, requester: bea.address, subject: "A call", text: "She rang.", assignee: "me" },
    };
    await browser.get("/tickets/new");
    expect((await browser.post("/tickets/new", form)).to).toBe("/tickets/1");
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).toBe("ann");
    const other = desk.browser();
    await other.logIn("admin");
    await other.get("/tickets/1");
    await other.post("/tickets/1/quick", { do: "take", version: version(1) });
    expect((await browser.post("/tickets/new", form)).to).toBe("/tickets/1");
    expect(desk.record.view.ticket(ticketNumber(1))?.assignee).toBe("admin");
  });
});

/** An unchanged properties form. */
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

describe("merging, moving and splitting a conversation that went on", () => {
  const late = async (what: string, fields: { readonly [name: string]: string }) => {
    const page = await browser.post(`/tickets/1/${what}`, fields);
    expect(page.status).toBe(409);
    expect(page.html).toContain("Bea wrote in the meantime");
    expect(page.html).toMatch(/<blockquote class="moved">.*And another thing.*<\/blockquote>/s);
    return page;
  };
  const since = () =>
    mail("question", {
      ...{ messageId: "<b@customer.example>", references: ["<q@customer.example>"] },
      text: "And another thing",
    });

  test("is refused with what happened, and done by the form that was shown with it", async () => {
    await mail("question", { messageId: "<q@customer.example>" });
    await mail("other", { messageId: "<o@customer.example>" });
    await mail("question", { messageId: "<a@customer.example>", references: ["<q@customer.example>"] });
    const seen = version(1);
    const [message = ""] = desk.record.view.messagesIn(ticketNumber(1));
    await browser.get("/tickets/1");
    await since();
    const before = await desk.record.journal.head();
    await late("split", { version: seen, message, to: "", subject: "Apart" });
    await late("split", { version: seen, message, to: "2", subject: "" });
    const { html } = await late("merge", { version: seen, into: "2" });
    expect(await desk.record.journal.head()).toBe(before);
    const [form = ""] =
      /<form(?=[^>]*method="post")[^>]*action="\/tickets\/1\/merge".*?<\/form>/s.exec(html) ?? [];
    expect(form).toMatch(/name="into"[^>]*value="2"/);
    const known = /name="version" value="(\d+)"/.exec(form)?.[1] ?? "";
    expect(known).toBe(version(1));
    expect((await browser.post("/tickets/1/merge", { version: known, into: "2" })).to).toContain(
      "/tickets/2",
    );
  });

  test("notices what happened before a wrong number was mended", async () => {
    await mail("question", { messageId: "<q@customer.example>" });
    await mail("other");
    const seen = version(1);
    await browser.get("/tickets/1");
    const wrong = await browser.post("/tickets/1/merge", { version: seen, into: "none" });
    expect(wrong.status).toBe(422);
    await since();
    const [form = ""] =
      /<form(?=[^>]*method="post")[^>]*action="\/tickets\/1\/merge".*?<\/form>/s.exec(wrong.html) ?? [];
    await late("merge", { version: /name="version" value="(\d+)"/.exec(form)?.[1] ?? "", into: "2" });
  });
});
