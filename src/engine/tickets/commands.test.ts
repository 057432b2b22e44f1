import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { hashed } from "../../../test/support/compose.ts";
import { allDeliveries } from "../../../test/support/deliveries.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { mailId, ticketNumber, userName } from "../../base/ids.ts";
import { ok, refuse } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { nobody, system } from "../../domain/policy/index.ts";
import { claimInAddress, claimInMessageId } from "../../domain/ticket/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import type { Draft } from "../outgoing/draft.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let drafts: Draft[];

const ann = agentCaller("ann");
const one = ticketNumber(1);

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  drafts = [];
  engine = engineOver(record, {
    read: async (raw) => {
      const given: Partial<ParsedMail> | "bad" = JSON.parse(Buffer.from(raw).toString());
      return given === "bad" ? refuse(fault("mail.unreadable")) : ok(parsedMail(given));
    },
    compose: hashed(async (draft) => {
      drafts.push(draft);
      return Buffer.from(draft.messageId);
    }),
  });
  await setUp(engine);
  await engine.settings.saveMailbox(system("test"), {
    address: mailbox,
    name: "Desk",
    signature: "Your desk",
  });
  const password = "correct horse battery";
  await engine.people.createUser(system("test"), {
    user: "ann",
    name: "Ann",
    email: null,
    role: "agent",
    password,
  });
  await engine.start();
});

afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function mail(parsed: Partial<ParsedMail> | "bad", from = "ann@customer.example"): Promise<string> {
  const received = await engine.reception.receive({
    envelope: { from, to: [mailbox] },
    mailbox,
    raw: Buffer.from(JSON.stringify(parsed)),
    peer: { ip: "127.0.0.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  await engine.intake.idle();
  return received.value;
}

const ticket = () => record.view.ticket(one);

describe("a reply", () => {
  test("goes to the requester, threaded in the conversation, with our token and the quoted mail", async () => {
    await mail({
      messageId: "<q@customer.example>",
      references: ["<older@customer.example>"],
      subject: "AW: Re: Broken",
      text: "It is\nbroken",
    });
    const done = await engine.commands.reply(ann, one, { text: "Fixed now." });
    expect(done).toMatchObject({ ok: true, value: { ticket: 1 } });
    await engine.composeDue();
    const [draft] = drafts;
    const token = ticket()?.token ?? "";
    expect(draft).toMatchObject({
      to: [{ name: "Ann", address: "ann@customer.example" }],
      from: { name: "Desk", address: mailbox },
      subject: "Re: Broken",
      inReplyTo: "<q@customer.example>",
      references: ["<older@customer.example>", "<q@customer.example>"],
      automatic: false,
    });
    expect(claimInMessageId(draft?.messageId ?? "")).toEqual({ ticket: 1, token });
    expect(claimInAddress(draft?.replyTo?.address ?? "")).toEqual({ ticket: 1, token });
    expect(draft?.text).toMatch(
      /^Fixed now\.\n\n-- \nYour desk\n\nOn .* Ann <ann@customer\.example> wrote:\n> It is\n> broken\n$/,
    );
    expect(draft?.html).toContain('<blockquote type="cite">');
    expect(ticket()).toMatchObject({ state: "open", assignee: "ann", messages: 2 });
  });

  test("goes to the last writer's Reply-To, and closes the ticket if requested", async () => {
    await mail({ replyTo: [{ name: "Office", address: "office@customer.example" }] });
    await engine.commands.reply(ann, one, { text: "Done", close: true });
    await engine.composeDue();
    expect(drafts[0]?.to).toEqual([{ name: "Office", address: "office@customer.example" }]);
    expect(ticket()?.state).toBe("closed");
  });

  test("escapes what it makes HTML of", async () => {
    await mail({ text: "<script>alert(1)</script>" });
    await engine.commands.reply(ann, one, { text: "a < b & c" });
    await engine.composeDue();
    expect(drafts[0]?.html).toContain("a &lt; b &amp; c");
    expect(drafts[0]?.html).not.toContain("<script>");
  });

  test("is composed once, whatever happens to the conversation meanwhile", async () => {
    await mail({ messageId: "<q@customer.example>" });
    const [reply] = await Promise.all([
      engine.commands.reply(ann, one, { text: "Yes" }),
      engine.commands.note(ann, one, "a note that comes between"),
    ]);
    expect(reply.ok).toBe(true);
    await engine.composeDue();
    expect(drafts.length).toBe(1);
    expect(allDeliveries(record).length).toBe(1);
  });

  test("repeated with the same key is done once, and refused if the key belongs to another request", async () => {
    await mail({});
    const once = (request: string) => ({
      once: { token: "t", key: "k", request: createHash("sha256").update(request).digest() },
    });
    const first = await engine.commands.reply(ann, one, { text: "Yes" }, once("same"));
    const again = await engine.commands.reply(ann, one, { text: "Yes" }, once("same"));
    expect(again).toEqual(first);
    expect(await record.past.conversation(one, 10)).toHaveLength(2);
    expect(await engine.commands.reply(ann, one, { text: "No" }, once("other"))).toMatchObject({
      error: { code: "idempotency.reused" },
    });
  });

  test.each([
    ["without a text", { text: " " }, "text"],
    ["to an invalid address", { text: "x", to: [{ name: "", address: "a b@c" }] }, "to"],
    [
      "to an address with a line end",
      { text: "x", cc: [{ name: "", address: "a@b.example\r\nBcc: c@d.example" }] },
      "to",
    ],
  ])("%s is refused", async (_, wanted, field) => {
    await mail({});
    expect(await engine.commands.reply(ann, one, wanted)).toMatchObject({
      error: { code: "request.invalid", field },
    });
    expect(drafts).toEqual([]);
  });
});

describe("commands", () => {
  test("are refused without permission, and change nothing", async () => {
    await mail({});
    const head = await record.journal.head();
    const refused = await Promise.all([
      engine.commands.reply(nobody, one, { text: "x" }),
      engine.commands.note(nobody, one, "x"),
      engine.commands.change(nobody, one, { state: "closed" }),
      engine.commands.openTicket(nobody, {
        mailbox,
        subject: "x",
        requester: { name: "", address: "a@b.example" },
        text: "x",
        send: true,
      }),
      engine.settings.saveMailbox(ann, { address: "x@desk.example" }),
      engine.people.setPassword(ann, userName("admin"), "long enough password", null),
    ]);
    expect(refused.map((one) => !one.ok && one.error.code)).toEqual(Array(6).fill("permission.denied"));
    expect(await record.journal.head()).toBe(head);
  });

  test("on an outdated version are refused", async () => {
    await mail({});
    const version = ticket()?.version;
    await engine.commands.note(ann, one, "first");
    const late = await engine.commands.change(ann, one, { priority: "high" }, { ifVersion: version });
    expect(late).toMatchObject({ error: { code: "thing.moved-on" } });
    expect(
      await engine.commands.change(ann, one, { priority: "high" }, { ifVersion: ticket()?.version }),
    ).toMatchObject({ ok: true });
  });

  test("name what does not exist", async () => {
    await mail({});
    expect(await engine.commands.note(ann, ticketNumber(9), "x")).toMatchObject({
      error: { code: "thing.not-found" },
    });
    expect(await engine.commands.change(ann, one, { assignee: userName("bob") })).toMatchObject({
      error: { field: "assignee" },
    });
    expect(await engine.commands.change(ann, one, { group: "None" })).toMatchObject({
      error: { field: "group" },
    });
  });

  test("tickets created concurrently get numbers without gaps, and their first message is sent", async () => {
    const wanted = {
      mailbox,
      subject: "Hello",
      requester: { name: "", address: "a@b.example" },
      text: "x",
      send: true,
    };
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => engine.commands.openTicket(ann, wanted)),
    );
    expect(opened.map((one) => one.ok && one.value.ticket).sort()).toEqual([1, 2, 3, 4]);
    await engine.composeDue();
    expect(drafts[0]).toMatchObject({ subject: "Hello", inReplyTo: null, references: [] });
    expect(ticket()).toMatchObject({ state: "open", assignee: "ann", messages: 1 });
  });
});

describe("follow-ups", () => {
  test("reopen a closed ticket, unless they are automatic", async () => {
    await mail({ messageId: "<q@x>" });
    await engine.commands.change(ann, one, { state: "closed" });
    await mail({ references: ["<q@x>"], automatic: "auto-reply" });
    expect(ticket()).toMatchObject({ state: "closed", messages: 2 });
    await mail({ references: ["<q@x>"] });
    expect(ticket()).toMatchObject({ state: "open", messages: 3 });
  });

  test("the same subject alone matches nothing", async () => {
    await mail({ subject: "Broken" });
    await mail({ subject: "Re: Broken" });
    expect(record.queries.counts({}, 0).all).toBe(2);
  });

  test("a bounce of our reply is added to its ticket and creates none; others are filed", async () => {
    await mail({});
    await engine.commands.reply(ann, one, { text: "Yes" });
    await expect.poll(() => drafts.length).toBe(1);
    const daemon = { name: "", address: "mailer-daemon@customer.example" };
    const bounce = (originalMessageId: string) => ({ permanent: true, recipients: [], originalMessageId });
    const ours = await mail(
      { from: daemon, automatic: "bounce", bounce: bounce(drafts[0]?.messageId ?? "") },
      "",
    );
    const other = await mail({ from: daemon, automatic: "bounce", bounce: bounce("<unknown@x>") }, "");
    expect(record.view.mail(mailId(ours))).toMatchObject({ outcome: "bounce", ticket: 1 });
    expect(record.view.mail(mailId(other))).toMatchObject({ outcome: "bounce", ticket: null });
    expect(record.queries.counts({}, 0).all).toBe(1);
  });
});

describe("held mail", () => {
  /** A mail in the name of an agent, which nothing proves. */
  async function stranger(): Promise<ReturnType<typeof mailId>> {
    const account = { user: "eve", name: "Eve", email: "eve@elsewhere.example", role: "agent" } as const;
    await engine.people.createUser(system("test"), { ...account, password: "x".repeat(12) });
    await mail({ messageId: "<q@x>" });
    const id = await mail({
      from: { name: "Eve", address: "eve@elsewhere.example" },
      references: ["<q@x>"],
      subject: "Me too",
    });
    expect(record.view.mail(mailId(id))).toMatchObject({
      outcome: "held",
      reason: "unproven-agent",
      candidate: 1,
    });
    return mailId(id);
  }

  test("is added to the ticket it may belong to, with who decided", async () => {
    const id = await stranger();
    expect(await engine.commands.joinHeld(ann, id, one)).toMatchObject({ ok: true });
    expect(record.view.mail(id)).toMatchObject({ outcome: "reply", ticket: 1, candidate: null });
    const event = (await record.past.conversation(one, 10)).at(-1)?.event;
    expect(event).toMatchObject({ evidence: { by: "agent", user: "ann" } });
  });

  test("creates a ticket", async () => {
    const id = await stranger();
    expect(await engine.commands.openHeld(ann, id)).toMatchObject({ ok: true, value: { ticket: 2 } });
    expect(record.view.mail(id)).toMatchObject({ outcome: "ticket", ticket: 2 });
  });

  test("is archived and can still be found; twice is refused", async () => {
    const id = await stranger();
    expect(await engine.commands.fileHeld(ann, id)).toEqual({ ok: true });
    expect(record.view.mail(id)).toMatchObject({
      outcome: "filed",
      subject: "Me too",
      cause: { code: "put-aside", by: "ann" },
    });
    expect(await engine.commands.openHeld(ann, id)).toMatchObject({ error: { code: "thing.moved-on" } });
  });

  test("that cannot be read can be archived", async () => {
    const id = mailId(await mail("bad"));
    expect(await engine.commands.openHeld(ann, id)).toMatchObject({ error: { code: "mail.unreadable" } });
    expect(await engine.commands.fileHeld(ann, id)).toEqual({ ok: true });
  });
});

test("a password for the smart host is not accepted without encryption, unless the host is this machine", async () => {
  const route = { kind: "smtp", port: 25, user: "u", password: "p", tls: "opportunistic" } as const;
  const set = (host: string) => engine.settings.setOutgoing(system("test"), { ...route, host });
  expect(await set("relay.example")).toMatchObject({ error: { field: "tls" } });
  expect(await set("127.0.0.1")).toEqual({ ok: true });
});

describe("people", () => {
  test("log in with the right password, and the session ends with it", async () => {
    const token = await engine.people.logIn(" Ann ", "correct horse battery", "127.0.0.1");
    if (!token.ok) throw new Error(inEnglish(token.error));
    expect(engine.people.session(token.value)?.caller.user).toBe("ann");
    expect(engine.people.session(`${token.value}x`)).toBeNull();
    const { sqlite } = record.database;
    expect(JSON.stringify(sqlite.prepare("SELECT * FROM session").all())).not.toContain(token.value);
    await engine.people.setPassword(ann, userName("ann"), "another long password", "correct horse battery");
    expect(engine.people.session(token.value)).toBeNull();
  });

  test("are refused alike for a wrong password and an unknown name, and slowed down after ten", async () => {
    const wrong = await engine.people.logIn("ann", "wrong", "10.0.0.1");
    expect(await engine.people.logIn("nobody", "wrong", "10.0.0.1")).toEqual(wrong);
    for (let i = 0; i < 10; i++) await engine.people.logIn("ann", "wrong", "10.0.0.2");
    const logIn = (ip: string) => engine.people.logIn("ann", "correct horse battery", ip);
    expect(await logIn("10.0.0.2")).toMatchObject({ error: { code: "rate.limited" } });
    expect(await logIn("10.0.0.3")).toMatchObject({ ok: true });
  });

  test("a disabled person's session and token stop at once", async () => {
    const login = await engine.people.logIn("ann", "correct horse battery", "127.0.0.1");
    const token = await engine.people.createToken(system("test"), {
      name: "script",
      user: userName("ann"),
      scope: "write",
    });
    if (!login.ok || !token.ok) throw new Error("no session or token");
    expect(engine.people.bearer(token.value)).toMatchObject({ user: "ann", tokenScope: "write" });
    await engine.people.changeUser(system("test"), userName("ann"), { disabled: true });
    expect(engine.people.session(login.value)).toBeNull();
    expect(engine.people.bearer(token.value)).toBeNull();
  });

  test("the last administrator stays one", async () => {
    const password = "correct horse battery";
    await engine.people.createUser(system("test"), {
      user: "root",
      name: "",
      email: null,
      role: "admin",
      password,
    });
    expect(
      await engine.people.changeUser(system("test"), userName("root"), { disabled: true }),
    ).toMatchObject({ ok: false });
  });

  test("neither password nor token is in the journal", async () => {
    const token = await engine.people.createToken(system("test"), {
      name: "script",
      user: userName("ann"),
      scope: "read",
    });
    const journal = JSON.stringify(await record.journal.read(0, 1000));
    expect(journal).not.toContain("correct horse");
    expect(token.ok && journal.includes(token.value)).toBe(false);
  });
});
