import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adminCaller, agentCaller, limitedCaller } from "../../../../test/support/callers.ts";
import { limitFlood } from "../../../../test/support/engine.ts";
import { ticketNumber, userName } from "../../../base/ids.ts";
import { type Caller, nobody, system } from "../../../domain/policy/index.ts";
import { createReading } from "../../../record/reading/index.ts";
import { type Browser, fileOf, mailbox, must, openServer, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  await limitFlood(desk.engine, 20);
  browser = desk.browser();
  await browser.logIn("ann");
});
afterEach(() => desk.close());

const bea = { name: "Bea", address: "bea@customer.example" };
const state = () => desk.record.view.ticket(ticketNumber(1))?.state;

describe("a stored mail", () => {
  const png = fileOf("1", 'größe "x".png', "image/png", { inline: true });
  const page = fileOf("2", "../../evil\u202e.html", "text/html");
  const svg = fileOf("3", "picture.svg", "image/svg+xml");
  const send = () =>
    desk.mail({
      from: bea,
      subject: "Files",
      text: "see",
      html: '<p>see <img src="cid:1"></p>',
      attachments: [png, page, svg],
      files: { "1": "PNG", "2": "<script>", "3": "<svg>" },
    });

  test("is shown as received: page, headers, raw bytes", async () => {
    const id = await send();
    const shown = await browser.get(`/mails/${id}`);
    expect(shown.html).toContain("New ticket");
    expect(shown.html).toContain('href="/tickets/1"');
    const raw = await browser.get(`/mails/${id}/raw`);
    expect(raw.headers.get("Content-Type")).toBe("message/rfc822");
    expect(raw.headers.get("Content-Disposition")).toContain(`filename="mail-${id}.eml"`);
    expect(raw.headers.get("Content-Security-Policy")).toContain("sandbox");
    expect(JSON.parse(raw.html).subject).toBe("Files");
    expect((await browser.get(`/mails/${id}/headers`)).html).toContain("&quot;subject&quot;");
  });

  test("its HTML has a policy without scripts, and remote images only on request", async () => {
    const id = await send();
    const ticket = await browser.get("/tickets/1");
    const frame = /<iframe[^>]*>/.exec(ticket.html)?.[0] ?? "";
    expect(frame).toContain(`src="/mails/${id}/html"`);
    expect(/sandbox="([^"]*)"/.exec(frame)?.[1]).toBe(
      "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    );
    const shown = await browser.get(`/mails/${id}/html`);
    const policy = shown.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("sandbox allow-same-origin");
    expect(policy).not.toContain("allow-scripts");
    expect(policy).not.toContain("script-src");
    expect(policy).toContain("img-src 'self' data:;");
    expect(shown.html).toContain(`<img src="/mails/${id}/files/1?inline=1">`);
    expect(shown.html).toContain("Show remote images");
    const pictures = await browser.get(`/mails/${id}/html?pictures=1`);
    expect(pictures.headers.get("Content-Security-Policy")).toContain("img-src 'self' data: https: http:");
    expect(pictures.html).not.toContain("Show remote images");
  });

  test("its files are downloads whatever type they claim; only bitmap images may be displayed", async () => {
    const id = await send();
    const get = (part: string) => browser.get(`/mails/${id}/files/${part}`);
    for (const part of ["1", "2", "3", "2?inline=1", "3?inline=1"]) {
      const { headers } = await get(part);
      expect(headers.get("Content-Type"), part).toBe("application/octet-stream");
      expect(headers.get("Content-Disposition")).toMatch(/^attachment; /);
      expect(headers.get("Content-Security-Policy")).toContain("sandbox");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    }
    const shown = await get("1?inline=1");
    expect(shown.headers.get("Content-Type")).toBe("image/png");
    expect(shown.headers.get("Content-Disposition")).toBe(
      "inline; filename=\"gr__e _x_.png\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%22x%22.png",
    );
    expect((await get("2")).headers.get("Content-Disposition")).toBe(
      "attachment; filename=\".._.._evil.html\"; filename*=UTF-8''.._.._evil.html",
    );
    expect((await get("9")).status).toBe(404);
  });

  test("that does not exist is not found", async () => {
    for (const path of ["x", "01jd0000000000000000000001", "..%2f..%2fetc"]) {
      for (const part of ["", "/raw", "/html", "/headers", "/files/1"]) {
        expect((await browser.get(`/mails/${path}${part}`)).status, path + part).toBe(404);
      }
    }
  });
});

describe("held mail", () => {
  const possible = async () => {
    await desk.mail({ from: bea, subject: "First", text: "one", messageId: "<1@customer.example>" });
    return desk.mail({
      from: { name: "Ann Agent", address: "ann@example.org" },
      subject: "Re: First",
      text: "May I join?",
      references: ["<1@customer.example>"],
    });
  };

  test("is listed with its cause, its text, and the ticket it may belong to", async () => {
    const id = await possible();
    const { html } = await browser.get("/mails/held");
    expect(html).toContain("but the sender could not be checked");
    expect(html).toContain("May I join?");
    expect(html).toContain(`action="/mails/${id}/join"`);
    expect(html).toMatch(/name="ticket" value="1"/);
    expect(html).toMatch(/class="badge">1</);
  });

  test("is added to a ticket", async () => {
    const id = await possible();
    await browser.get("/mails/held");
    expect((await browser.post(`/mails/${id}/join`, { ticket: "#1" })).to).toBe("/mails/held");
    const held = (await browser.get("/mails/held")).html;
    expect(held).toContain("No held mail");
    expect(held).toContain("Added to #1.");
    expect(held).toContain('<a href="/tickets/1">View #1</a>');
    expect((await browser.get("/mails/held")).html).not.toContain("Added to #1.");
    const { html } = await browser.get("/tickets/1");
    expect(html).toContain("May I join?");
    expect(html).toContain("Added by Ann Agent");
  });

  test("is decided about where it is shown, too, and leads back to the same place in the list", async () => {
    const id = await possible();
    const page = (await browser.get(`/mails/${id}?from=eve%40elsewhere.example`)).html;
    for (const what of ["join", "open", "file"])
      expect(page).toContain(`action="/mails/${id}/${what}?from=eve%40elsewhere.example"`);
    expect(page).toMatch(/name="ticket" value="1"/);
    const none = await browser.post(`/mails/${id}/join?from=x`, { ticket: "77" });
    expect([none.status, none.html.includes("Ticket 77 not found")]).toEqual([422, true]);
    expect(none.html).toMatch(/name="ticket" value="77"/);
    expect((await browser.post(`/mails/${id}/open?from=x`, {})).to).toBe("/mails/held?from=x");
    expect((await browser.get("/mails/held?from=x")).html).toContain("Created ticket #2.");
    expect((await browser.get(`/mails/${id}`)).html).not.toContain(`/mails/${id}/join`);
    expect((await browser.get("/mails/held?cursor=1")).to).toBe("/mails/held");
  });

  test("creates a ticket", async () => {
    const id = await possible();
    await browser.get("/mails/held");
    expect((await browser.post(`/mails/${id}/open`, {})).to).toBe("/mails/held");
    expect((await browser.get("/mails/held")).html).toContain("Created ticket #2.");
    expect(desk.record.view.ticket(ticketNumber(2))?.requester.address).toBe("ann@example.org");
  });

  test("is archived, and stays findable with its cause", async () => {
    const id = await possible();
    await browser.get("/mails/held");
    expect((await browser.post(`/mails/${id}/file`, {})).to).toBe("/mails/held");
    expect((await browser.get(`/mails/${id}`)).html).toContain("Archived");
  });

  test("that cannot be decided in this way shows why, next to the mail", async () => {
    const id = await possible();
    await browser.get("/mails/held");
    const none = await browser.post(`/mails/${id}/join`, { ticket: "77" });
    expect([none.status, none.html.includes("Ticket 77 not found")]).toEqual([422, true]);
    expect((await browser.post(`/mails/${id}/join`, { ticket: "one" })).html).toContain(
      "Enter a ticket number",
    );
    await browser.post(`/mails/${id}/file`, {});
    expect((await browser.post(`/mails/${id}/open`, {})).status).toBe(422);
  });

  test("that cannot be read shows its envelope, with a link to the raw bytes", async () => {
    const id = await desk.mail({ from: bea, subject: "unreadable" });
    expect((await browser.get("/mails/held")).html).toContain("Could not be read");
    const page = await browser.get(`/mails/${id}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain("The parts of the message are nested deeper than 100 levels");
    expect((await browser.get(`/mails/${id}/raw`)).status).toBe(200);
  });

  test("the queue is empty when everything is processed", async () => {
    await possible();
    expect((await browser.get("/mails/queue")).html).toContain("The queue is empty");
  });
});

describe("a flood", () => {
  const plant = { name: "Plant", address: "monitor@plant.example" };
  const flood = async (count: number, from = 0) => {
    for (let n = from; n < from + count; n++) {
      // Not all at once: intake would wait for the burst to end.
      desk.clock += 10;
      await desk.mail({
        from: plant,
        subject: `Case ${n}`,
        text: `Text ${n}`,
        messageId: `<${n}@plant.example>`,
      });
    }
  };
  const sum = (html: string) =>
    /<strong>([^<]*) received<\/strong> = ([^<]*)</
      .exec(html)
      ?.slice(1)
      .map((one) => one.trim());

  test("is one group with its count, next to the sum of all mail", async () => {
    await flood(23);
    await desk.mail({ from: bea, subject: "unreadable" });
    const { html } = await browser.get("/mails/held");
    expect(html).toContain("3 mails from monitor@plant.example");
    expect(html).toContain("Newest: Case 22");
    expect(html).not.toContain("Text 22");
    expect(html).toContain("Could not be read");
    expect(sum(html)).toEqual([
      "24",
      "20 new tickets + 0 added to tickets + 0 bounces + 0 archived + 4 held + 0 rejected",
    ]);
    const each = await browser.get("/mails/held?from=monitor%40plant.example");
    expect(each.html).toContain("Text 22");
    expect(each.html).not.toContain("Could not be read");
  });

  test("is added to one ticket with a click", async () => {
    await flood(23);
    const { html } = await browser.get("/mails/held");
    expect(html).toMatch(/name="ticket" value="1"/);
    const joined = { from: plant.address, what: "join", ticket: "1" };
    expect((await browser.post("/mails/held/group", joined)).to).toBe("/mails/held");
    expect((await browser.get("/mails/held")).html).toContain("All of these mails were added to #1.");
    expect(desk.record.view.ticket(ticketNumber(1))?.messages).toBe(4);
    expect(sum((await browser.get("/mails/held")).html)?.[1]).toContain("3 added to tickets");
  });

  test("becomes tickets, or is archived; faults are shown next to it", async () => {
    await flood(22);
    await browser.get("/mails/held");
    const decide = (fields: object) => browser.post("/mails/held/group", { from: plant.address, ...fields });
    const wrong = await decide({ what: "join", ticket: "77" });
    expect([wrong.status, wrong.html.includes("Ticket 77 not found")]).toEqual([422, true]);
    expect((await decide({ what: "join", ticket: "x" })).html).toContain("Enter a ticket number");
    expect((await decide({ what: "open" })).to).toBe("/mails/held");
    expect(desk.newest()).toBe(22);
    expect((await decide({ what: "file" })).status).toBe(422);
    desk.clock += 1;
    await flood(1, 100);
    await browser.get("/mails/held");
    expect((await decide({ what: "file" })).to).toBe("/mails/held");
    expect(sum((await browser.get("/mails/held")).html)?.[1]).toContain("1 archived + 0 held");
  });
});

describe("outgoing mail", () => {
  const smtp = { kind: "smtp", host: "mx", port: 25, tls: "none", user: null, password: null } as const;
  const answer = async (text: string) => {
    await desk.mail({ from: bea, subject: "Question", text: "?" });
    await browser.get("/tickets/1");
    const sent = await browser.post("/tickets/1/reply", { to: bea.address, text, how: "stay" });
    expect(sent.status).toBe(303);
  };
  const settled = (count: number) =>
    expect
      .poll(
        async () =>
          (await desk.record.journal.ofTicket(ticketNumber(1), 0, 100)).filter(
            (e) => e.event.type === "DeliveryAttempted",
          ).length,
      )
      .toBe(count);
  const withRoute = async (outcome: TestServer["answer"]) => {
    await desk.close();
    desk = await openServer();
    desk.answer = outcome;
    const admin = desk.browser();
    await admin.logIn();
    const saved = await admin.post("/settings/outgoing", {
      kind: "smtp",
      host: smtp.host,
      port: "25",
      tls: "none",
      user: "",
    });
    expect(saved.status).toBe(303);
    browser = desk.browser();
    await browser.logIn("ann");
  };

  test("waits without a route, and can be cancelled", async () => {
    await answer("Yes");
    const page = await browser.get("/outgoing");
    expect(page.html).toContain("Queued");
    const key = /action="\/outgoing\/([0-9a-z]+)"/.exec(page.html)?.[1] ?? "";
    expect((await browser.post(`/outgoing/${key}`, { do: "cancel" })).to).toBe("/outgoing");
    expect((await browser.get("/outgoing")).html).toContain("The queue is empty");
    expect((await browser.get("/tickets/1")).html).toContain("cancelled a delivery");
    expect((await browser.post(`/outgoing/${key}`, { do: "nonsense" })).status).toBe(400);
    expect((await browser.post("/outgoing/01jd0000000000000000000001", { do: "retry" })).status).toBe(404);
  });

  test("that was refused is shown on the ticket with the server's response, and retried on request", async () => {
    await withRoute("failed");
    await answer("Yes");
    await settled(1);
    const ticket = await browser.get("/tickets/1");
    expect(ticket.html).toContain("Not delivered");
    expect(ticket.html).toContain("said failed");
    expect((await browser.get("/tickets")).html).toContain("Reply not delivered");
    const failed = await browser.get("/outgoing?show=failed");
    const key = /action="\/outgoing\/([0-9a-z]+)"/.exec(failed.html)?.[1] ?? "";
    desk.answer = "delivered";
    const headers = { Referer: "http://desk.example/tickets/1" };
    expect((await browser.post(`/outgoing/${key}`, { do: "retry" }, headers)).to).toBe("/tickets/1");
    await settled(2);
    expect((await browser.get("/tickets/1")).html).toMatch(/delivery-mark delivered/);
    expect((await browser.get("/outgoing?show=all")).html).toContain("mx.example.org:25");
  });

  test("that was deferred says when it is tried again", async () => {
    await withRoute("deferred");
    await answer("Yes");
    await settled(1);
    expect((await browser.get("/outgoing")).html).toMatch(/Deferred.*said deferred/s);
    expect(state()).toBe("open");
  });

  test("caught mail is listed, linked to its ticket, and shown like any mail", async () => {
    await answer("Yes");
    const events = await desk.record.journal.ofTicket(ticketNumber(1), 0, 100);
    const reply = events.find((e) => e.event.type === "ReplyWritten");
    const messageId = reply?.event.type === "ReplyWritten" ? reply.event.messageId : "";
    const raw = Buffer.from(
      JSON.stringify({ subject: "Re: Question", text: "Yes", messageId, html: "<b>Yes</b>" }),
    );
    desk.record.operations.keepCaught({
      receivedAt: desk.clock,
      sender: mailbox,
      recipients: [bea.address],
      raw,
    });
    expect((await browser.get("/caught")).html).not.toContain('href="/caught/1"');
    expect((await browser.get("/caught/1")).status).toBe(404);
    await browser.post("/logout", {});
    await browser.logIn("admin");
    const list = await browser.get("/caught");
    expect(list.html).toContain('href="/caught/1"');
    expect(list.html).toContain('href="/tickets/1"');
    const page = await browser.get("/caught/1");
    expect(page.html).toContain("Re: Question");
    expect(page.html).toContain('src="/caught/1/html"');
    expect((await browser.get("/caught/1/html")).html).toContain("<b>Yes</b>");
    expect((await browser.get("/caught/1/raw")).headers.get("Content-Disposition")).toContain("caught-1.eml");
    expect((await browser.get("/caught/2")).status).toBe(404);
  });

  test("what was caught is an agent's if they wrote it, have its ticket, or are addressed", async () => {
    await answer("Yes");
    const events = await desk.record.journal.ofTicket(ticketNumber(1), 0, 100);
    const reply = events.find((e) => e.event.type === "ReplyWritten");
    const messageId = reply?.event.type === "ReplyWritten" ? reply.event.messageId : "";
    const keep = (header: string, to: string) =>
      desk.record.operations.keepCaught({
        ...{ receivedAt: desk.clock, sender: mailbox, recipients: [to] },
        raw: Buffer.from(`${header}\r\n\r\nMessage-ID: ${messageId}\r\n`),
      });
    keep(`Subject: x\r\nMessage-ID:\r\n ${messageId}`, bea.address);
    keep("Message-ID: <other@desk.example>", bea.address);
    keep("Message-ID: <notice@desk.example>", "Ann@example.org");
    const read = (caller: Caller) => createReading(desk.record).for(caller).system;
    const of = async (user: string) => {
      const { mails, own } = await read(agentCaller(user)).caught(10);
      expect(own).toBe(true);
      return mails.map(({ id }) => id);
    };
    expect(await of("ann")).toEqual([3, 1]);
    must(await desk.engine.people.changeUser(system("test"), userName("ann"), { email: null }));
    expect(await of("ann")).toEqual([1]);
    expect(await of("bob")).toEqual([]);
    expect(await read(agentCaller("bob")).caughtMail(1)).toBeNull();
    const all = read(adminCaller("admin"));
    expect([(await all.caught(10)).own, (await all.caughtMail(1))?.id]).toEqual([false, 1]);
    for (const none of [nobody, limitedCaller("ann", [mailbox])])
      expect([(await read(none).caught(10)).mails, await read(none).caughtMail(1)]).toEqual([[], null]);
    const assigned = await desk.engine.commands.change(agentCaller("ann"), ticketNumber(1), {
      assignee: userName("admin"),
    });
    expect(assigned.ok).toBe(true);
    expect(await of("admin")).toEqual([1]);
  });
});
