import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ticketNumber, userName } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";
import { byUrgency, type ListOrder, listOrders, type TicketFilter } from "../../../domain/ticket/index.ts";
import { type Browser, mailbox, must, openServer, type Page, type TestServer } from "../testing/server.ts";

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
const numbers = (page: Page) =>
  [...page.html.matchAll(/href="\/tickets\/(\d+)" class="subject"/g)].map(([, n]) => Number(n));
const count = (page: Page, list: string) =>
  new RegExp(`data-count="${list}">([\\d,]+)<`).exec(page.html)?.[1];
const version = (n: number) => String(desk.record.view.ticket(ticketNumber(n))?.version);

describe("lists", () => {
  test("without tickets the page says where to send the first mail", async () => {
    const page = await browser.get("/tickets");
    expect(page.html).toContain("No tickets yet");
    expect(page.html).toContain(mailbox);
  });

  test("filtered by a person are headed by their name", async () => {
    await mail("one");
    const page = await browser.get("/tickets?agent=ann");
    expect(page.html).toMatch(/<h1 class="list-title"><bdi>[^<]*Ann Agent<\/bdi><\/h1>/);
  });

  test("show tickets by state, with counts, and one's own and unassigned ones", async () => {
    for (const subject of ["one", "two", "three"]) await mail(subject);
    await browser.get("/tickets");
    await browser.post("/tickets/1/quick", { do: "take" });
    await browser.post("/tickets/2/quick", { do: "close" });
    const all = await browser.get("/tickets?view=all");
    expect(new Set(numbers(all))).toEqual(new Set([1, 2, 3]));
    const lists = ["todo", "new", "open", "closed", "all", "mine", "unassigned"];
    expect(lists.map((list) => count(all, list))).toEqual(["2", "2", "0", "1", "3", "1", "1"]);
    expect(numbers(await browser.get("/tickets?state=closed"))).toEqual([2]);
    expect(numbers(await browser.get("/tickets?view=mine"))).toEqual([1]);
    expect(numbers(await browser.get("/tickets?view=unassigned"))).toEqual([3]);
    expect(numbers(await browser.get("/tickets?agent=ann"))).toEqual([1]);
    expect(numbers(await browser.get(`/tickets?mailbox=${mailbox}&state=new`)).sort()).toEqual([1, 3]);
    expect(numbers(await browser.get("/tickets?mailbox=other@example.org"))).toEqual([]);
  });

  test("begin with what there is to do: neither closed nor on hold", async () => {
    for (const subject of ["one", "two", "three"]) await mail(subject);
    await browser.get("/tickets");
    await browser.post("/tickets/1/quick", { do: "close" });
    await browser.post("/tickets/2/properties", { ...unchanged(2), state: "hold" });
    const page = await browser.get("/tickets");
    expect([numbers(page), count(page, "todo")]).toEqual([[3], "1"]);
    expect(page.html).toContain('<h1 class="list-title"><bdi>To do</bdi></h1>');
    expect(numbers(await browser.get("/tickets?state=hold"))).toEqual([2]);
    await browser.post("/tickets/3/quick", { do: "close" });
    expect((await browser.get("/tickets")).html).toContain("Nothing to do");
  });

  test("of my groups have what is assigned to a group that I am in, with its count", async () => {
    for (const subject of ["one", "two", "three"]) await mail(subject);
    expect((await browser.get("/tickets")).html).not.toContain('data-count="groups"');
    const { settings } = desk.engine;
    must(await settings.saveGroup(system("test"), "Night", ["ann"]));
    must(await settings.saveGroup(system("test"), "Day", ["admin"]));
    await browser.get("/tickets");
    for (const [n, group] of [
      [1, "Night"],
      [2, "Day"],
      [3, "Night"],
    ] as const)
      await browser.post(`/tickets/${n}/properties`, { ...unchanged(n), group });
    await browser.post("/tickets/3/quick", { do: "close" });
    const page = await browser.get("/tickets?view=groups");
    expect([numbers(page), count(page, "groups")]).toEqual([[1], "1"]);
    const other = await browser.get("/tickets?view=groups&mailbox=other@example.org");
    expect([numbers(other), count(other, "groups")]).toEqual([[], "0"]);
  });

  test("show what someone outside has written since one looked, to each person, also after a restart", async () => {
    const unread = async (who: Browser) =>
      [...(await who.get("/tickets")).html.matchAll(/unread" data-row.*?value="(\d+)\./g)].map(([, n]) => n);
    const admin = desk.browser();
    await admin.logIn("admin");
    desk.clock += 1000;
    await mail("one", { messageId: "<one@customer.example>" });
    await mail("two");
    expect([await unread(browser), await unread(admin)]).toEqual([
      ["2", "1"],
      ["2", "1"],
    ]);
    desk.clock += 1000;
    await browser.get("/tickets/1");
    expect([await unread(browser), await unread(admin)]).toEqual([["2"], ["2", "1"]]);
    desk.clock += 1000;
    await browser.post("/tickets/1/quick", { do: "take" });
    expect(await unread(browser)).toEqual(["2"]);
    desk.clock += 1000;
    await mail("Re: one", { references: ["<one@customer.example>"] });
    expect((await unread(browser)).toSorted()).toEqual(["1", "2"]);
    // What is kept is read by the next start.
    await desk.engine.stop();
    const kept = JSON.parse(desk.record.operations.looks(userName("ann")) ?? "");
    expect(kept.at).toEqual([[1, desk.clock - 2000]]);
  });

  test("overdue means due in the past and not closed", async () => {
    await mail("late");
    await browser.get("/tickets/1");
    await browser.post("/tickets/1/properties", { ...unchanged(1), due: "2026-11-23T18:00" });
    const page = await browser.get("/tickets?state=overdue");
    expect(numbers(page)).toEqual([1]);
    expect(page.html).toContain("40m overdue");
    await browser.post("/tickets/1/quick", { do: "close" });
    expect(numbers(await browser.get("/tickets?state=overdue"))).toEqual([]);
  });

  test("are paginated", async () => {
    for (let i = 0; i < 60; i++) {
      desk.clock += 1000;
      await mail(`number ${i}`);
    }
    const first = await browser.get("/tickets?state=new");
    const next = /rel="next" href="([^"]+)"/.exec(first.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await browser.get(next);
    expect([...numbers(first), ...numbers(second)]).toEqual(Array.from({ length: 60 }, (_, i) => 60 - i));
    expect(second.html).not.toContain('rel="next"');
  });

  test("a query in the URL is a search", async () => {
    expect((await browser.get("/tickets?q=printer+is%3Aoverdue")).to).toBe("/search?q=printer+is%3Aoverdue");
  });
});

describe("the order of lists", () => {
  test("each order reads all tickets once, page by page, in its order, whatever they are limited to", async () => {
    const priority = ["normal", "urgent", "low", "high"] as const;
    for (let i = 0; i < 14; i++) {
      desk.clock += 1000;
      await mail(`number ${i}`);
    }
    await browser.get("/tickets");
    for (const n of [3, 1, 9, 12, 6]) {
      desk.clock += 1000;
      const due = n % 2 === 0 ? "" : `2026-12-0${n % 4}T18:00`;
      const assignee = n % 3 === 0 ? "ann" : "";
      await browser.post(`/tickets/${n}/properties`, {
        ...{ ...unchanged(n), assignee, due, priority: priority[n % 4] ?? "", tags: "lamp", group: "" },
      });
    }
    await browser.post("/tickets/6/quick", { do: "close" });
    const { queries, view } = desk.record;
    const read = (order: ListOrder, filter: TicketFilter, limit: number): readonly number[] => {
      const found: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page = queries.tickets(filter, { now: desk.clock, limit, cursor: cursor ?? undefined, order });
        found.push(...page.items.map(({ number }) => number));
        cursor = page.next;
        expect(page.items.length === 0 && cursor !== null).toBe(false);
      } while (cursor !== null);
      return found;
    };
    const urgency = (n: number) => byUrgency.indexOf(view.ticket(ticketNumber(n))?.priority ?? "normal");
    const changed = (n: number) => view.ticket(ticketNumber(n))?.updatedAt ?? 0;
    const due = (n: number) => view.ticketTimes(ticketNumber(n))?.dueAt ?? Number.MAX_SAFE_INTEGER;
    const later = (a: number, b: number) => changed(b) - changed(a) || b - a;
    const sorts: { readonly [O in ListOrder]: (a: number, b: number) => number } = {
      changed: later,
      unchanged: (a, b) => later(b, a),
      newest: (a, b) => b - a,
      oldest: (a, b) => a - b,
      due: (a, b) => due(a) - due(b) || (due(a) === Number.MAX_SAFE_INTEGER ? later(a, b) : a - b),
      priority: (a, b) => urgency(a) - urgency(b) || later(a, b),
    };
    const filters: readonly TicketFilter[] = [
      ...[{}, { unfinished: true }, { toDo: true, mailbox }, { tag: "lamp" }, { assignee: "ann" }],
      ...[{ requester: bea.address }, { priority: "high" as const }, { state: "closed" }],
    ];
    for (const filter of filters) {
      const all = read("changed", filter, 50);
      expect(all.length).toBeGreaterThan(0);
      for (const order of listOrders)
        for (const limit of [1, 4])
          expect([order, filter, read(order, filter, limit)]).toEqual([
            ...[order, filter, all.toSorted(sorts[order])],
          ]);
    }
  });

  test("is chosen with the columns, kept for each person, and also by the head of a column", async () => {
    for (const subject of ["one", "two", "three"]) {
      desk.clock += 1000;
      await mail(subject);
    }
    expect(numbers(await browser.get("/tickets"))).toEqual([3, 2, 1]);
    const chosen = { order: "oldest", column: ["mailbox", "opened"], list: "/tickets?state=new&cursor=1-1" };
    expect((await browser.post("/tickets/display", chosen)).to).toBe("/tickets?state=new");
    const list = await browser.get("/tickets?state=new");
    expect([numbers(list), list.html.includes("Requester</th>")]).toEqual([[1, 2, 3], false]);
    expect(list.html).toMatch(/class="c-mailbox[^"]*"><bdi[^>]*>help@example.org/);
    expect(list.html).toContain('aria-sort="ascending"');
    const others = desk.browser();
    await others.logIn("admin");
    expect(numbers(await others.get("/tickets"))).toEqual([3, 2, 1]);
    await browser.post("/tickets/display", { ...chosen, head: "newest" });
    expect(numbers(await browser.get("/tickets"))).toEqual([3, 2, 1]);
    // Closing one leads to the next one in that order.
    await browser.post("/tickets/display", { ...chosen, head: "oldest" });
    const closed = await browser.post(
      "/tickets/2/quick",
      { do: "close" },
      { Referer: "http://desk.example/tickets" },
    );
    expect(closed.to).toBe("/tickets/3");
  });

  test("leads from a ticket to the one before and after it, in lists, saved views and searches", async () => {
    for (const subject of ["one", "two", "three"]) {
      desk.clock += 1000;
      await mail(subject);
    }
    const to = async (path: string, list: string) =>
      (await browser.get(`/tickets/${path}`, { Referer: `http://desk.example${list}` })).to;
    await browser.get("/tickets");
    expect(await to("2/next", "/tickets")).toBe("/tickets/1");
    expect(await to("2/previous", "/tickets")).toBe("/tickets/3");
    // At both ends, to the list.
    expect(await to("3/previous", "/tickets")).toBe("/tickets");
    expect(await to("1/next", "/tickets?state=new")).toBe("/tickets?state=new");
    // Not in that list.
    expect(await to("2/previous", "/tickets?state=closed")).toBe("/tickets?state=closed");
    const form = {
      id: "",
      query: "is:unfinished",
      shared: "nobody",
      do: "save",
      list: "/tickets",
      name: "Mine",
    };
    const saved = (await browser.post("/tickets/views", form)).to ?? "";
    await browser.post("/tickets/display", { order: "oldest", column: ["due"], list: saved });
    expect([await to("2/next", saved), await to("2/previous", saved)]).toEqual(["/tickets/3", "/tickets/1"]);
    const found = "/search?q=state%3Anew";
    const [before, after] = [await to("2/previous", found), await to("2/next", found)];
    expect([before, after].toSorted()).toEqual(["/tickets/1", "/tickets/3"]);
    expect((await browser.get("/tickets/99/next")).status).toBe(404);
  });
});

describe("a saved view", () => {
  test("is saved from a list, shown with its count, changed and removed", async () => {
    for (const subject of ["one", "two", "three"]) await mail(subject);
    const list = await browser.get(`/tickets?view=unassigned&mailbox=${mailbox}`);
    const query = /name="query" value="([^"]*)"/.exec(list.html)?.[1];
    expect(query).toBe(`is:unfinished assignee:none mailbox:${mailbox}`);
    const form = { id: "", query: query ?? "", shared: "nobody", do: "save", list: "/tickets" };
    const unnamed = await browser.post("/tickets/views", { ...form, name: " " });
    expect([unnamed.status, unnamed.html.includes("1 to 60 characters")]).toEqual([422, true]);
    const saved = await browser.post("/tickets/views", { ...form, name: "For anyone" });
    expect(saved.to).toMatch(/^\/tickets\?saved=/);
    const id = saved.to?.split("=")[1] ?? "";
    await browser.get("/tickets");
    await browser.post("/tickets/1/quick", { do: "take" });
    const view = await browser.get(saved.to ?? "");
    expect([numbers(view).toSorted(), count(view, `saved-${id}`)]).toEqual([[2, 3], "2"]);
    expect(view.html).toContain('<h1 class="list-title"><bdi>For anyone</bdi></h1>');
    const changed = { ...form, id, name: "My own", query: "assignee:me", list: saved.to ?? "" };
    await browser.post("/tickets/views", changed);
    expect(numbers(await browser.get(saved.to ?? ""))).toEqual([1]);
    // Its order is its own.
    await browser.post("/tickets/display", { order: "oldest", column: ["due"], list: saved.to ?? "" });
    expect(desk.record.view.savedView(id)).toMatchObject({ order: "oldest", columns: ["due"], owner: "ann" });
    const wrong = await browser.post("/tickets/views", { ...changed, query: "state:nowhere" });
    expect([wrong.status, wrong.html.includes("state:nowhere")]).toEqual([422, true]);

    const other = desk.browser();
    await other.logIn("admin");
    expect((await other.get("/tickets")).html).not.toContain("My own");
    expect((await other.get(saved.to ?? "")).status).toBe(404);
    const everyones = { ...changed, shared: "everyone" };
    expect((await browser.post("/tickets/views", everyones)).status).toBe(422);
    expect((await browser.post("/tickets/views", { ...changed, do: "remove" })).to).toBe("/tickets");
    expect((await browser.get("/tickets")).html).not.toContain("saved=");
  });

  test("with words in its conditions lists what is found", async () => {
    await mail("Lamp", { text: "It flickers" });
    await mail("Desk");
    const form = { id: "", query: "flick", shared: "nobody", do: "save", list: "/tickets", name: "Flicker" };
    const saved = await browser.post("/tickets/views", form);
    expect(numbers(await browser.get(saved.to ?? ""))).toEqual([1]);
  });
});

describe("several tickets at once", () => {
  const selected = (...tickets: readonly number[]) => tickets.map((n) => `${n}.${version(n)}`);
  const ticket = (n: number) => desk.record.view.ticket(ticketNumber(n));
  const states = () => [1, 2, 3].map((n) => ticket(n)?.state);
  const flash = (page: Page) => page.html.split("data-flash=")[1]?.split("<span>")[1]?.split("</span>")[0];
  const undo = (page: Page) => ({ tickets: /name="tickets" value="([^"]+)"/.exec(page.html)?.[1] ?? "" });
  beforeEach(async () => {
    for (const subject of ["one", "two", "three"])
      await mail(subject, { messageId: `<${subject}@customer.example>` });
    await browser.get("/tickets");
  });

  test("are closed from a list, which then says so, and opened again by Undo", async () => {
    const closed = await browser.post("/tickets/bulk", {
      ...{ do: "close", list: "/tickets?state=new", ticket: selected(1, 3) },
    });
    expect([closed.status, closed.to]).toEqual([303, "/tickets?state=new"]);
    expect(states()).toEqual(["closed", "new", "closed"]);
    const list = await browser.get("/tickets?state=new");
    expect([numbers(list), flash(list)]).toEqual([[2], "2 tickets closed."]);
    await browser.post("/tickets/bulk/undo", { ...undo(list), list: "/tickets" });
    expect(states()).toEqual(["new", "new", "new"]);
    expect(flash(await browser.get("/tickets"))).toBe("Undone.");
  });

  test("get what was chosen, and keep the rest", async () => {
    await browser.post("/tickets/1/properties", { ...unchanged(1), tags: "lamp", category: "Light" });
    const chosen = { assignee: "=ann", group: "", priority: "high", state: "", category: "", tag: "winter" };
    await browser.post("/tickets/bulk", { do: "apply", list: "/tickets", ticket: selected(1, 2), ...chosen });
    expect([1, 2, 3].map((n) => ticket(n))).toMatchObject([
      { assignee: "ann", priority: "high", category: "Light", tags: ["lamp", "winter"] },
      { assignee: "ann", priority: "high", category: null, tags: ["winter"] },
      { assignee: null, priority: "normal", tags: [] },
    ]);
    await browser.post("/tickets/bulk", {
      ...{ do: "apply", list: "/tickets", ticket: selected(2), assignee: "none" },
    });
    expect([ticket(1)?.assignee, ticket(2)?.assignee]).toEqual(["ann", null]);
  });

  test("are not closed over a mail that came meanwhile; the others are, and the list says which", async () => {
    const seen = selected(1, 2);
    await mail("Re: two", { references: ["<two@customer.example>"] });
    const page = await browser.post("/tickets/bulk", { do: "close", list: "/tickets", ticket: seen });
    expect(page.status).toBe(422);
    expect(flash(page)).toMatch(/^1 of 2 selected tickets was not changed\. #2: /);
    expect(states()).toEqual(["closed", "new", "new"]);
    const tickets = /name="tickets" value="([^"]+)"/.exec(page.html)?.[1] ?? "";
    await browser.post("/tickets/bulk/undo", { tickets, list: "/tickets" });
    expect(states()).toEqual(["new", "new", "new"]);
  });

  test("with none selected, or nothing chosen, the list says what to do", async () => {
    const none = await browser.post("/tickets/bulk", { do: "close", list: "//elsewhere.example/" });
    expect([none.status, flash(none), numbers(none).length]).toEqual([
      ...[422, "No ticket is selected. Select some, and try again.", 3],
    ]);
    const nothing = await browser.post("/tickets/bulk", { do: "apply", ticket: selected(1) });
    expect(flash(nothing)).toMatch(/^Nothing to change was chosen/);
    const gone = await browser.post("/tickets/bulk", { do: "take", ticket: ["99.1", "x", "1.y"] });
    expect(flash(gone)).toMatch(/^1 of 1 selected tickets was not changed\. #99: /);
  });

  test("whose turn it is shows in the row", async () => {
    expect((await browser.get("/tickets")).html.match(/title="Waiting for us"/g)).toHaveLength(3);
    desk.clock += 1000;
    const sent = await browser.post("/tickets/1/reply", {
      ...{ to: bea.address, cc: "", how: "stay", text: "Soon.", version: version(1) },
    });
    expect(sent.status).toBe(303);
    expect((await browser.get("/tickets")).html.match(/title="Waiting for the requester"/g)).toHaveLength(1);
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
