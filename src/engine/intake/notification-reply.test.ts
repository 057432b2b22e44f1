import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { hashed } from "../../../test/support/compose.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { mailId, sha256, ticketNumber, userName } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import { userActor } from "../../domain/actor.ts";
import type { Authentication, ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { notificationAddress, notificationClaimIn } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import type { Draft } from "../outgoing/draft.ts";
import { notificationProof } from "../outgoing/notifications.ts";
import { causeText } from "./cause-text.ts";

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
/** Everything that was composed, and everything that was sent with its envelope. */
let drafts: Draft[];
let left: { from: string; to: readonly string[] }[];
let authentication: Authentication | null;
let filesRead = 0;

const one = ticketNumber(1);
const ann = agentCaller("ann");
const bob = { name: "Bob", address: "bob@desk.example" };
const requester = { name: "Rita", address: "rita@customer.example" };

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  drafts = [];
  left = [];
  authentication = null;
  filesRead = 0;
  engine = engineOver(record, {
    route: () => ({ kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null }),
    compose: hashed(async (draft) => {
      drafts.push(draft);
      const { messageId, subject, text, from, replyTo } = draft;
      const shown = { messageId, subject, text, from, replyTo: replyTo ? [replyTo] : [] };
      return Buffer.from(JSON.stringify(shown));
    }),
    deliver: async ({ envelope }) => {
      left.push(envelope);
      const refused = envelope.to.some((to) => to.startsWith("refused"));
      const results = envelope.to.map((recipient) => ({
        ...{ recipient, outcome: refused ? ("failed" as const) : ("delivered" as const), response: "so" },
      }));
      return { server: "next:25", results };
    },
    read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
    attachments: async (raw) => {
      filesRead += 1;
      const { attachments } = parsedMail(JSON.parse(Buffer.from(raw).toString()));
      return ok(attachments.map(({ id, name, type }) => ({ name, type, bytes: Buffer.from(id) })));
    },
    authenticate: () => authentication && Promise.resolve(authentication),
  });
  await setUp(engine);
  for (const user of ["ann", "bob"]) {
    const person = { user, name: user === "bob" ? "Bob" : "Ann", email: `${user}@desk.example` };
    await engine.people.createUser(system("test"), { ...person, role: "agent", password: "x".repeat(12) });
  }
  await engine.start();
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

function proven(domain: string): Authentication {
  return {
    by: null,
    spf: { verdict: "pass", domain },
    dkim: { verdict: "pass", domains: [domain] },
    dmarc: { verdict: "pass", domain, policy: "none" },
    arc: { verdict: "none", domain: null },
  };
}

async function arrives(mail: Partial<ParsedMail>, to = mailbox, sender = "x@y.example", source?: string) {
  const raw = Buffer.from(JSON.stringify({ from: requester, ...mail }));
  const peer = { ip: "192.0.2.1", helo: "x", tls: false };
  const envelope = { from: sender, to: [to] };
  const from = source === undefined ? {} : { source };
  const got = await engine.reception.receive({ envelope, mailbox, raw, peer, ...from });
  if (!got.ok) throw new Error(inEnglish(got.error));
  await engine.intake.idle();
  const row = record.view.mail(got.value);
  if (!row) throw new Error("the mail is gone");
  return row;
}

/** Rita's ticket 1, assigned to Bob by Ann: returns the notification. */
async function given(): Promise<Draft> {
  await arrives({ messageId: "<q@customer.example>", text: "It is broken." });
  await engine.commands.change(ann, one, { assignee: userName("bob") });
  await expect.poll(() => left.length).toBe(1);
  const [notification] = drafts;
  if (!notification) throw new Error("no notification");
  return notification;
}

const replyTo = (draft: Draft): string => draft.replyTo?.address ?? "";
const lastMessage = async () => (await record.past.conversation(one, 50)).at(-1);
const file = (id: string, size = 1) => ({
  ...{ id, name: `${id}.txt`, type: "text/plain", size, sha256: sha256("0".repeat(64)), inline: false },
});
const answering = { from: bob, text: "Turn it off." };
/** A notification as mail programs quote it. */
const quoted = ({ text }: Draft): string =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
/** All received mail is accounted for by its outcomes. */
const accounted = () => {
  const rows = record.queries.mailOutcomes();
  return rows.reduce((sum, { mails }) => sum + mails, 0);
};

describe("a notification", () => {
  test("is sent for a ticket assigned by someone else, marked as automatic, outside the conversation", async () => {
    const draft = await given();
    expect(draft).toMatchObject({ to: [bob], automatic: true, inReplyTo: null, subject: "[#1] A question" });
    expect(draft.text).toContain("Ann assigned ticket 1");
    expect(draft.text).toContain("It is broken.");
    expect(left[0]).toMatchObject({ to: [bob.address] });
    expect(left[0]?.from).toMatch(/^support\+n1\.[a-z2-7]{16}\.[0-9a-z]{10}@desk\.example$/);
    const ticket = record.view.ticket(one);
    expect(ticket).toMatchObject({ messages: 1, undelivered: 0, participants: [requester] });
    expect(record.view.automaticReplies(bob.address, 0)).toEqual({ toAddress: 0, toAll: 0 });
    await expect
      .poll(() => record.queries.outboxMessages({ states: ["delivered"], limit: 9 }).items.length)
      .toBe(1);
    const [listed] = record.queries.outboxMessages({ states: null, limit: 9 }).items;
    expect(listed).toMatchObject({ ticket: 1 });
    if (!listed) throw new Error("not listed");
    const attempts = await record.past.deliveryAttempts(listed.message);
    expect(attempts.map(({ event }) => event.type)).toEqual(["DeliveryAttempted"]);
  });

  test("is not sent for tickets assigned to oneself, if disabled, or without an address", async () => {
    await arrives({});
    await engine.commands.change(agentCaller("bob"), one, { assignee: userName("bob") });
    expect(
      (await engine.people.setNotifications(agentCaller("bob"), { assigned: false, wrote: false })).ok,
    ).toBe(true);
    await engine.commands.change(ann, one, { assignee: null });
    await engine.commands.change(ann, one, { assignee: userName("bob") });
    await engine.people.changeUser(system("test"), userName("ann"), { email: null });
    await engine.commands.change(agentCaller("bob"), one, { assignee: userName("ann") });
    expect(record.view.notifications(userName("bob"), one, 0).toAll).toBe(0);
    expect(drafts).toEqual([]);
  });

  test("is not sent to one of our own addresses", async () => {
    await engine.people.changeUser(system("test"), userName("bob"), { email: "Support+bob@desk.example" });
    await arrives({});
    await engine.commands.change(ann, one, { assignee: userName("bob") });
    expect(record.view.notificationsDue(9)).toEqual([]);
  });

  test("is sent for people's messages, if wanted, and not for automatic mail", async () => {
    await given();
    const follows = { inReplyTo: "<q@customer.example>", text: "Still broken." };
    await arrives(follows);
    await engine.people.setNotifications(agentCaller("bob"), { assigned: true, wrote: true });
    await arrives({ ...follows, automatic: "auto-reply" });
    await arrives({ ...follows, text: "And now?" });
    await expect.poll(() => left.length).toBe(2);
    expect(drafts[1]?.text).toContain("Rita <rita@customer.example> wrote in ticket 1");
    expect(drafts[1]?.text).toContain("And now?");
    expect(drafts[1]?.references).toEqual(drafts[0]?.references);
    expect(record.view.notifications(userName("bob"), one, 0)).toEqual({ toUser: 2, ofTicket: 2, toAll: 2 });
  });

  test("has a daily limit", async () => {
    await engine.people.setNotifications(agentCaller("bob"), { assigned: true, wrote: true });
    await given();
    for (let i = 0; i < 35; i++) await arrives({ inReplyTo: "<q@customer.example>" });
    expect(record.view.notifications(userName("bob"), one, 0).ofTicket).toBe(30);
    expect(record.view.ticket(one)?.messages).toBe(36);
  });

  test("and a reply to it that are pending at a stop are sent once after the next start", async () => {
    await engine.stop();
    const parts = {
      read: async (raw: Uint8Array) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
      authenticate: () => Promise.resolve(proven("desk.example")),
    };
    const broken = engineOver(record, {
      ...parts,
      compose: async () => {
        throw new Error("not now");
      },
    });
    engine = broken;
    await engine.start();
    await arrives({ messageId: "<q@customer.example>" });
    await engine.commands.change(ann, one, { assignee: userName("bob") });
    const ticket = record.view.ticket(one);
    if (!ticket) throw new Error("no ticket");
    const claim = { ticket: one, proof: notificationProof(ticket, userName("bob")) };
    const row = await arrives(answering, notificationAddress(claim, mailbox, null));
    expect(row).toMatchObject({ outcome: "reply", ticket: 1 });
    expect(record.view.notificationsDue(9).length).toBe(1);
    expect(record.view.agentRepliesDue(9).length).toBe(1);
    for (let i = 0; i < 2; i++) {
      await engine.stop();
      engine = engineOver(record, parts);
      await engine.start();
      await expect.poll(() => record.view.notificationsDue(9).length).toBe(0);
      await expect.poll(() => record.view.agentRepliesDue(9).length).toBe(0);
    }
    expect(record.queries.outboxMessages({ states: null, limit: 9 }).items.length).toBe(2);
    expect(record.view.ticket(one)?.messages).toBe(2);
  });

  test("that cannot be delivered does not count as an undelivered reply", async () => {
    await engine.people.changeUser(system("test"), userName("bob"), { email: "refused@desk.example" });
    await given();
    await expect.poll(() => record.queries.outboxCounts()).toEqual([{ state: "failed", deliveries: 1 }]);
    expect(record.queries.outboxCounts("reply")).toEqual([]);
    expect(record.view.ticket(one)).toMatchObject({ undelivered: 0 });
    const [listed] = record.queries.outboxMessages({ states: ["failed"], limit: 9 }).items;
    if (!listed) throw new Error("not listed");
    expect(await engine.commands.retryDelivery(ann, listed.message)).toEqual({ ok: true });
    await expect.poll(() => left.length).toBe(2);
  });
});

describe("an answer to a notification", () => {
  test("that is proven goes to the requester as the agent's: the text, files, the thread", async () => {
    const to = replyTo(await given());
    authentication = proven("desk.example");
    const mail = { ...answering, attachments: [file("2"), file("3")] };
    expect(await arrives(mail, to)).toMatchObject({ outcome: "reply", ticket: 1 });
    await expect.poll(() => left.length).toBe(2);
    expect(left[1]).toMatchObject({ to: [requester.address] });
    expect(drafts[1]).toMatchObject({
      from: { address: mailbox },
      to: [requester],
      inReplyTo: "<q@customer.example>",
      automatic: false,
    });
    expect(drafts[1]?.text).toMatch(/^Turn it off\.\n/);
    expect(drafts[1]?.attachments.map(({ name }) => name)).toEqual(["2.txt", "3.txt"]);
    expect(filesRead).toBe(1);
    const last = await lastMessage();
    expect(last).toMatchObject({
      actor: userActor(userName("bob")),
      event: { type: "ReplyWritten", text: "Turn it off." },
    });
    expect(last?.event).toMatchObject({ byMail: { evidence: { by: "notification", found: "recipient" } } });
    expect(record.view.ticket(one)).toMatchObject({ state: "open", messages: 2 });
    expect(record.view.agentRepliesDue(9)).toEqual([]);
    expect(accounted()).toBe(2);
  });

  test("is recognised by its references too, and follows a merged ticket", async () => {
    const { messageId } = await given();
    await arrives({ from: { name: "", address: "zoe@customer.example" }, messageId: "<z@customer.example>" });
    await engine.commands.merge(ann, one, ticketNumber(2));
    authentication = proven("desk.example");
    expect(await arrives({ ...answering, inReplyTo: messageId })).toMatchObject({
      outcome: "reply",
      ticket: 2,
    });
    await expect.poll(() => left.length).toBe(2);
    expect(record.view.ticket(one)?.messages).toBe(0);
    expect((await record.past.conversation(ticketNumber(2), 9)).at(-1)?.event).toMatchObject({
      byMail: { evidence: { by: "notification", found: "message-id" } },
    });
  });

  test.each([
    ["nothing proves it", null, {}, "unproven-agent", "SPF|could not be checked"],
    ["another domain is proven", proven("evil.example"), {}, "unproven-agent", "sender is not verified"],
    [
      "another agent sends it",
      proven("desk.example"),
      { from: { name: "", address: "ann@desk.example" } },
      "possible-follow-up",
      "is from ann@desk.example",
    ],
    [
      "a stranger sends it",
      proven("evil.example"),
      { from: { name: "Bob", address: "x@evil.example" } },
      "possible-follow-up",
      "is from x@evil.example",
    ],
    [
      "nothing is written",
      proven("desk.example"),
      { text: " " },
      "possible-follow-up",
      "contains no new text",
    ],
    [
      "a program wrote it to a list",
      proven("desk.example"),
      { automatic: "list" as const, writtenBy: "program" as const },
      "possible-follow-up",
      "looks like bulk mail",
    ],
  ])("is held with its cause if %s", async (_, found, more, reason, cause) => {
    const to = replyTo(await given());
    authentication = found;
    const row = await arrives({ ...answering, ...more }, to);
    expect(row).toMatchObject({ outcome: "held", reason, candidate: 1, ticket: null });
    expect(row.cause && causeText("en", row.cause)).toMatch(new RegExp(cause));
    expect(left.length).toBe(1);
    expect(record.view.ticket(one)?.messages).toBe(1);
    expect(accounted()).toBe(2);
  });

  test("is held if the agent no longer has permission", async () => {
    const to = replyTo(await given());
    await engine.people.changeUser(system("test"), userName("bob"), { disabled: true });
    authentication = proven("desk.example");
    const row = await arrives(answering, to);
    expect(row).toMatchObject({ outcome: "held", reason: "possible-follow-up", candidate: 1 });
    expect(row.cause && causeText("en", row.cause)).toContain("account is disabled");
  });

  test("is held if it cannot be sent, with a new outcome", async () => {
    const to = replyTo(await given());
    authentication = proven("desk.example");
    const long = "a".repeat(1_000_001);
    const { id } = await arrives({ ...answering, text: long, reply: long }, to);
    await expect.poll(() => record.view.mail(mailId(id))?.outcome).toBe("held");
    expect(record.view.mail(mailId(id))?.cause).toMatchObject({
      code: "reply-not-sent",
      fault: { code: "request.invalid", reason: "reply.long" },
    });
    expect(record.view.agentRepliesDue(9)).toEqual([]);
    expect(accounted()).toBe(2);
  });

  test("is held if its files are too large, which are not read for that", async () => {
    const to = replyTo(await given());
    authentication = proven("desk.example");
    const attachments = [file("2", 13 * 1024 * 1024), file("3", 13 * 1024 * 1024)];
    const { id } = await arrives({ ...answering, attachments }, to);
    await expect.poll(() => record.view.mail(mailId(id))?.outcome).toBe("held");
    expect(record.view.mail(mailId(id))?.cause).toMatchObject({
      code: "reply-not-sent",
      fault: { code: "request.invalid", reason: "reply.size" },
    });
    expect(filesRead).toBe(0);
  });

  test("with the proof of another ticket or agent is not recognised", async () => {
    const to = replyTo(await given());
    await arrives({ from: { name: "", address: "zoe@customer.example" }, subject: "Other" });
    authentication = proven("desk.example");
    expect(await arrives(answering, to.replace("+n1.", "+n2."))).toMatchObject({ outcome: "ticket" });
    const claim = notificationClaimIn(to);
    const wrong = to.replace(claim?.proof ?? "", [...(claim?.proof ?? "")].reverse().join(""));
    expect(await arrives(answering, wrong)).toMatchObject({ outcome: "ticket" });
  });
});

describe("I-60: the text of an answer to a notification", () => {
  const wrote = "On Mon, 30 Nov 2026 at 10:00, support <support@desk.example> wrote:";
  const sent = async (text: string, draft: Draft) => {
    authentication = proven("desk.example");
    const row = await arrives({ from: bob, text, inReplyTo: draft.messageId }, replyTo(draft));
    await expect.poll(() => record.view.agentRepliesDue(9).length).toBe(0);
    return record.view.mail(mailId(row.id));
  };

  test.each([
    [
      "headers and dates",
      "Hello Rita,\n\non Monday 23 November 2026 you wrote:\n\nFrom: a\nTo: b\nDate: c\nSubject: d\n\nYes.",
    ],
    ["dashes", "These are the steps:\n--\n1. Unplug\n2. Wait"],
    ["lines that look quoted", "Please run\n\n> reset --all\n\nand tell us."],
    [
      "what looks like a footer",
      "This message may contain confidential prices: 5 EUR each.\n\nSent from the warehouse",
    ],
    ["a signature", "Yes.\n\n-- \nBob, first line"],
    ["what the customer wrote, quoted by hand", "> It is broken.\n\nSince when?"],
  ])("is sent whole with %s, whether the notification is quoted below or not", async (_, text) => {
    const draft = await given();
    await sent(text, draft);
    expect((await lastMessage())?.event).toMatchObject({ type: "ReplyWritten", text });
    await sent(`${text}\n\n${wrote}\n\n${quoted(draft)}\n`, draft);
    expect((await lastMessage())?.event).toMatchObject({ type: "ReplyWritten", text });
    expect(record.view.ticket(one)?.messages).toBe(3);
  });

  test("is held, with what would be sent, where it is written into the quotation", async () => {
    const draft = await given();
    const inline = quoted(draft).replace("> It is broken.", "> It is broken.\n\nSince when?\n");
    const text = `${wrote}\n${inline}`;
    expect(await sent(text, draft)).toMatchObject({
      outcome: "held",
      candidate: 1,
      cause: { code: "notification-quotation", ticket: 1, name: "Bob", text },
    });
    expect(record.view.ticket(one)?.messages).toBe(1);
    expect(left.length).toBe(1);
  });

  test("is held where only the notification is in it", async () => {
    const draft = await given();
    expect(await sent(`${wrote}\n${quoted(draft)}`, draft)).toMatchObject({
      outcome: "held",
      cause: { code: "notification-nothing-new" },
    });
  });
});

describe("automatic mail to a notification", () => {
  test("an out-of-office reply and a returned notification are filed", async () => {
    const draft = await given();
    const away = { from: bob, automatic: "auto-reply" as const };
    expect(await arrives(away, replyTo(draft))).toMatchObject({ outcome: "filed", ticket: 1 });
    expect(await arrives({ from: bob }, left[0]?.from, "")).toMatchObject({ outcome: "filed" });
    expect(await arrives({ messageId: draft.messageId }, mailbox)).toMatchObject({ outcome: "filed" });
    expect(record.view.ticket(one)).toMatchObject({ messages: 1, undelivered: 0 });
    expect(record.queries.counts({}, 0).all).toBe(1);
    expect(accounted()).toBe(4);
  });

  test("a bounce marks the delivery, by its recipient address or the reported Message-ID", async () => {
    const draft = await given();
    const recipients = [{ address: bob.address, status: "5.1.1", diagnostic: "550 no such user" }];
    const bounce = { permanent: true, recipients, originalMessageId: draft.messageId };
    const row = await arrives({ automatic: "bounce", bounce }, mailbox, "");
    expect(row).toMatchObject({ outcome: "bounce", ticket: 1 });
    const [listed] = record.queries.outboxMessages({ states: ["bounced"], limit: 9 }).items;
    if (!listed) throw new Error("not listed");
    expect(record.view.deliveries(listed.message)).toMatchObject([
      { kind: "notification", state: "bounced", response: "550 no such user" },
    ]);
    const other = { ...bounce, originalMessageId: null };
    expect(await arrives({ automatic: "bounce", bounce: other }, left[0]?.from, "")).toMatchObject({
      outcome: "bounce",
    });
    expect(record.view.ticket(one)).toMatchObject({ undelivered: 0, messages: 1 });
  });
});

describe("the same reply twice", () => {
  const both = (draft: Draft) => ({
    ...{ ...answering, messageId: "<bob@desk.example>", to: [{ name: "", address: replyTo(draft) }] },
    cc: [{ name: "", address: mailbox }],
  });

  test("I-72: with our mailbox in Cc, in two transactions, it is sent once", async () => {
    const mail = both(await given());
    authentication = proven("desk.example");
    const first = await arrives(mail, mailbox);
    expect(first).toMatchObject({ outcome: "reply", ticket: 1 });
    const second = await arrives({ ...mail, date: 1 }, mail.to[0]?.address);
    expect(second).toMatchObject({
      outcome: "filed",
      cause: { code: "duplicate", mail: first.id, ticket: 1 },
    });
    await expect.poll(async () => (await lastMessage())?.event.type).toBe("ReplyWritten");
    // Once it is written, too.
    expect(await arrives(mail, mailbox)).toMatchObject({ outcome: "filed", cause: { code: "duplicate" } });
    expect(record.view.ticket(one)?.messages).toBe(2);
  });

  test("I-72: one that is held because of its text is held once", async () => {
    const draft = await given();
    authentication = proven("desk.example");
    const mail = { ...both(draft), text: `${quoted(draft)}\nTurn it off.\n${quoted(draft)}` };
    const first = await arrives(mail, mailbox);
    await expect.poll(() => record.view.mail(first.id)?.outcome).toBe("held");
    const second = await arrives({ ...mail, date: 1 }, mail.to[0]?.address);
    expect(second).toMatchObject({
      outcome: "filed",
      cause: { code: "duplicate", mail: first.id, ticket: null },
    });
  });

  test("I-74: an unverified mail sent before it does not keep it away", async () => {
    const mail = both(await given());
    expect(await arrives(mail, mailbox)).toMatchObject({ outcome: "held" });
    authentication = proven("desk.example");
    expect(await arrives({ ...mail, date: 1 }, mailbox)).toMatchObject({ outcome: "reply", ticket: 1 });
  });
});
