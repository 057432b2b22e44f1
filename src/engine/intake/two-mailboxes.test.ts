import { beforeEach, describe, expect, test } from "vitest";
import { limitedCaller } from "../../../test/support/callers.ts";
import { mailbox as support } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { type MailId, type TicketNumber, ticketNumber, userName } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { Address, ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { replyAddress } from "../../domain/ticket/index.ts";
import { createReading } from "../../record/reading/index.ts";
import { inEnglish } from "../../text/index.ts";
import type { EngineParts } from "../engine.ts";
import { ann, bob, desk, deskForEachTest, restart } from "../outgoing/testing.ts";
import { fetched } from "./fetched.ts";

deskForEachTest();

const sales = "sales@desk.example";
const to = (...addresses: readonly string[]): readonly Address[] =>
  addresses.map((address) => ({ name: "", address }));
const rita = { name: "Rita", address: "rita@customer.example" };
const offer: Partial<ParsedMail> = {
  ...{
    messageId: "<offer@customer.example>",
    from: rita,
    subject: "Repair or replace",
    text: "Which is it?",
  },
  ...{ to: to(support), cc: to(sales) },
};
const two = ticketNumber(2);
const three = ticketNumber(3);

beforeEach(async () => {
  const kept = desk.record.view.mailbox(support);
  if (!kept) throw new Error("no mailbox");
  for (const mailbox of [kept, { ...kept, address: sales, name: "Sales" }])
    await desk.engine.settings.saveMailbox(system("test"), { ...mailbox, acknowledge: true });
});

/** Receives a mail for these recipients in one transaction. */
async function arrives(parsed: Partial<ParsedMail>, ...recipients: readonly string[]): Promise<MailId> {
  desk.engine.intake.start();
  // What orders mailboxes is read from the bytes.
  const header = `To: ${parsed.to?.map(({ address }) => address).join(", ")}\nCc: ${parsed.cc?.map(({ address }) => address).join(", ")}`;
  const raw = Buffer.from(`${header}\n\n${JSON.stringify(parsed)}`);
  const mailbox = recipients[0]?.startsWith("sales") ? sales : support;
  const got = await desk.engine.reception.receive({
    envelope: { from: rita.address, to: recipients },
    ...{ mailbox, raw, peer: { ip: "192.0.2.1", helo: "x", tls: false } },
  });
  if (!got.ok) throw new Error(inEnglish(got.error));
  await desk.engine.intake.idle();
  return got.value;
}

const ticket = (number: TicketNumber) => desk.record.view.ticket(number);
const row = (id: MailId) => desk.record.view.mail(id);
const sum = () => desk.record.queries.mailOutcomes().reduce((all, { mails }) => all + mails, 0);
const events = async () => (await desk.record.journal.read(0, 1000)).map(({ event }) => event);
const ofType = async (type: string) => (await events()).filter((event) => event.type === type);
const reading = (caller = ann) => createReading(desk.record).for(caller);

/** Whatever the route, both have a ticket, linked, and one acknowledgement was given, by the first. */
async function bothHave(): Promise<void> {
  expect(ticket(two)).toMatchObject({ mailbox: support, requester: rita, linked: [3], messages: 1 });
  expect(ticket(three)).toMatchObject({ mailbox: sales, requester: rita, linked: [2], messages: 1 });
  expect(await ofType("AutoReplyDue")).toHaveLength(1);
}

test.each([
  ["in the order of To and Cc", [support, sales]],
  ["the other way about", [sales, support]],
])("I-77, I-80, I-81: a mail for two mailboxes has a linked ticket in each, %s", async (_, recipients) => {
  const before = sum();
  const id = await arrives(offer, ...recipients);
  await bothHave();
  expect(row(id)).toMatchObject({ mailbox: support, outcome: "ticket", ticket: 2 });
  expect(reading().mails.tickets(row(id) ?? expect.fail("it is gone"))).toEqual([2, 3]);
  expect(sum()).toBe(before + 2);
});

test("I-77, I-80, I-81: so has one that comes in two transactions, and neither is a copy", async () => {
  await arrives(offer, support);
  await arrives(offer, sales);
  await bothHave();
  const again = await arrives(offer, sales, support);
  expect(row(again)).toMatchObject({ outcome: "filed", cause: { code: "duplicate", ticket: 2 } });
  await bothHave();
});

test("I-77: fetched mail goes where servers on its way say it was delivered, or else to all that it names", async () => {
  const of = async (header: string) => {
    const raw = Buffer.from(`${header}\n\n{}`);
    const got = await desk.engine.reception.receive({ ...fetched(raw, support), source: `imap:a/${header}` });
    if (!got.ok) throw new Error(inEnglish(got.error));
    return row(got.value)?.recipients;
  };
  expect(await of(`Delivered-To: ${sales}\nTo: ${support}, ${sales}`)).toEqual([sales]);
  expect(await of(`To: ${support}\nCc: Sales <${sales}>, x@customer.example`)).toEqual([support, sales]);
  expect(await of("To: x@customer.example")).toEqual([support]);
  expect(await of(`Return-Path: <ann@customer.example>\nTo: ${sales}`)).toEqual([sales]);
});

test("I-78, I-79: a mailbox added in Cc to a conversation gets it from then on", async () => {
  await arrives({ ...offer, cc: [] }, support);
  const more = {
    ...{ ...offer, messageId: "<more@customer.example>", inReplyTo: "<offer@customer.example>" },
    text: "I add your sales team.",
  };
  await arrives(more, sales, support);
  expect(ticket(two)).toMatchObject({ mailbox: support, linked: [3], messages: 2 });
  expect(ticket(three)).toMatchObject({ mailbox: sales, linked: [2], messages: 1 });
  expect(await ofType("AutoReplyDue")).toHaveLength(1);
  // Each later one goes to each mailbox's own ticket, by whichever of them it refers to.
  const refers = { inReplyTo: "<more@customer.example>", references: ["<offer@customer.example>"] };
  await arrives({ ...more, ...refers, messageId: "<third@customer.example>", text: "Well?" }, support, sales);
  await arrives({ ...more, ...refers, messageId: "<4th@customer.example>", cc: [] }, support);
  await arrives({ ...more, ...refers, messageId: "<5th@customer.example>", to: to(sales), cc: [] }, sales);
  expect(ticket(two)).toMatchObject({ messages: 4, linked: [3] });
  expect(ticket(three)).toMatchObject({ messages: 3, linked: [2] });
  expect(ticket(ticketNumber(4))).toBeNull();
});

test("I-78: a reply to a ticket's own address goes to that ticket, and its Cc to the linked one", async () => {
  await arrives(offer, support, sales);
  const token = ticket(three)?.token ?? "";
  const address = replyAddress({ ticket: three, token }, sales);
  const answer = { from: rita, messageId: "<a@customer.example>", text: "Replace it.", to: to(address) };
  await arrives({ ...answer, cc: to(support) }, address, support);
  expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([2, 2]);
  await arrives({ ...answer, messageId: "<b@customer.example>", text: "Soon." }, address);
  expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([2, 3]);
});

test("I-79: a mail for one mailbox alone joins the ticket it belongs to, in whichever mailbox", async () => {
  await arrives({ ...offer, cc: [] }, support);
  const elsewhere = { ...offer, messageId: "<x@customer.example>", inReplyTo: "<offer@customer.example>" };
  await arrives({ ...elsewhere, to: to(sales), cc: [] }, sales);
  expect(ticket(two)).toMatchObject({ messages: 2, linked: [] });
  expect(ticket(three)).toBeNull();
});

test("I-80: a mail that a person adds to a ticket links it as well", async () => {
  await arrives({ ...offer, cc: [] }, support);
  await desk.engine.people.changeUser(system("test"), userName("bob"), { email: "bob@agents.example" });
  const unproven = {
    ...{
      ...offer,
      from: { name: "", address: "bob@agents.example" },
      messageId: "<boss@customer.example>",
    },
    inReplyTo: "<offer@customer.example>",
  };
  const held = await arrives(unproven, support, sales);
  expect(row(held)).toMatchObject({ outcome: "held" });
  expect(ticket(three)).toMatchObject({ mailbox: sales, linked: [] });
  expect((await desk.engine.commands.joinHeld(ann, held, two)).ok).toBe(true);
  expect([ticket(two)?.linked, ticket(three)?.linked]).toEqual([[3], [2]]);
});

test("I-79, I-92: a mail that only may belong to a ticket elsewhere creates one in each mailbox, which names it", async () => {
  await arrives({ ...offer, cc: [] }, support);
  const eve = { ...offer, from: { name: "", address: "eve@else.example" }, messageId: "<e@else.example>" };
  await arrives({ ...eve, inReplyTo: "<offer@customer.example>" }, support, sales);
  const four = ticketNumber(4);
  expect(ticket(three)).toMatchObject({ mailbox: support, mayBelongTo: 2, linked: [4] });
  expect(ticket(four)).toMatchObject({ mailbox: sales, mayBelongTo: 2, linked: [3] });
  expect(ticket(two)).toMatchObject({ messages: 1, linked: [] });
  // Rita's ticket was acknowledged, and one of Eve's.
  expect(await ofType("AutoReplyDue")).toHaveLength(2);
});

test("I-78, I-93: who takes part in one ticket does not in the linked one for that", async () => {
  await arrives({ ...offer, cc: [] }, support);
  const token = ticket(two)?.token ?? "";
  const address = replyAddress({ ticket: two, token }, support);
  const eve = { ...offer, from: { name: "", address: "eve@else.example" }, messageId: "<e@else.example>" };
  await arrives({ ...eve, to: to(address) }, address, sales);
  // It is Rita's conversation, also for sales.
  expect(ticket(three)).toMatchObject({ mailbox: sales, requester: rita, linked: [2] });
  expect(ticket(three)?.participants.map((one) => one.address)).toEqual([rita.address]);
  const more = { ...eve, messageId: "<f@else.example>", inReplyTo: "<e@else.example>", text: "And?" };
  await arrives({ ...more, cc: [] }, support);
  expect(ticket(two)).toMatchObject({ messages: 3, mayBelongTo: null });
  expect(ticket(two)?.newcomers).toContainEqual(eve.from);
  expect(ticket(two)?.participants.map((one) => one.address)).toEqual([rita.address]);
  await arrives({ ...more, messageId: "<g@else.example>", to: to(sales), cc: [] }, sales);
  expect(ticket(three)).toMatchObject({ messages: 2, participants: [rita] });
  expect(ticket(three)?.newcomers).toContainEqual(eve.from);
});

test("I-79: the requester stays the same, no matter which participant adds a mailbox", async () => {
  const carl = { name: "Carl", address: "carl@parts.example" };
  await arrives({ ...offer, cc: [carl] }, support);
  const more = {
    messageId: "<c@parts.example>",
    inReplyTo: "<offer@customer.example>",
    text: "I add sales.",
  };
  await arrives({ ...offer, ...more, from: carl, to: to(sales), cc: to(support) }, sales, support);
  expect(ticket(three)).toMatchObject({ mailbox: sales, requester: rita, linked: [2] });
  expect(ticket(three)?.participants).toContainEqual(carl);
});

test("I-26, I-79: nobody brings a mailbox in by an agent's address without proof", async () => {
  await desk.engine.people.changeUser(system("test"), userName("bob"), { email: "bob@agents.example" });
  await arrives({ ...offer, cc: [] }, support);
  const address = replyAddress({ ticket: two, token: ticket(two)?.token ?? "" }, support);
  const forged = {
    ...offer,
    from: { name: "", address: "bob@agents.example" },
    messageId: "<b@agents.example>",
  };
  const id = await arrives({ ...forged, to: to(address), cc: to(sales) }, address, sales);
  const rows = desk.record.view.forMailboxes(id);
  expect(rows.map(({ mailbox, outcome, candidate }) => [mailbox, outcome, candidate])).toEqual([
    [support, "held", 2],
    [sales, "held", 2],
  ]);
  expect(ticket(three)).toBeNull();
});

describe("I-83: a reply that names another mailbox", () => {
  const wanted = { text: "We ask our sales team.", to: [rita], cc: to(sales) };

  /** Writes a reply in ticket 2, and lets it leave. */
  async function leaves(more: Partial<typeof wanted> = {}): Promise<string> {
    const done = await desk.engine.commands.reply(ann, two, { ...wanted, ...more });
    expect(done.ok).toBe(true);
    const sent = desk.sent.length;
    desk.clock += 60_000;
    await desk.engine.composeDue();
    await expect.poll(() => desk.sent.length).toBeGreaterThan(sent);
    await desk.engine.intake.idle();
    const messages = (await desk.record.past.conversation(two, 99)).map(({ event }) => event);
    return messages.flatMap((event) => (event.type === "ReplyWritten" ? event.messageId : [])).at(-1) ?? "";
  }

  beforeEach(async () => {
    await restart({ read: readOrSent });
    await desk.engine.start();
    await arrives({ ...offer, cc: [] }, support);
  });

  test("creates a linked ticket there, with the same requester, as an outgoing message", async () => {
    const before = sum();
    await leaves();
    expect(ticket(two)).toMatchObject({ linked: [3], state: "open" });
    expect(ticket(three)).toMatchObject({
      ...{
        mailbox: sales,
        requester: rita,
        linked: [2],
        messages: 1,
        state: "new",
        subject: "Re: Repair or replace",
      },
    });
    expect((await desk.record.past.conversation(three, 9))[0]?.event).toMatchObject({
      ...{ type: "MessageReceived", sent: true, text: expect.stringContaining("We ask our sales team.") },
    });
    expect(sum()).toBe(before + 1);
    // Rita's mail was acknowledged, and nothing else.
    expect(await ofType("AutoReplyDue")).toHaveLength(1);
  });

  test("makes one ticket, however often it comes back by mail", async () => {
    const messageId = await leaves();
    const copy = { messageId, from: { name: "", address: support }, to: [rita], cc: to(sales) };
    for (const recipients of [[sales], [sales], [support, sales]])
      expect(row(await arrives({ ...copy, text: "We ask our sales team." }, ...recipients))).toMatchObject({
        ...{ outcome: "filed", cause: { code: "own-mail", ticket: 2 } },
      });
    // The first mail, its acknowledgement, and the reply.
    expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([3, 1]);
    expect(ticket(ticketNumber(4))).toBeNull();
  });

  test("is added to the linked ticket if there is one", async () => {
    await leaves();
    await leaves({ text: "And once more." });
    expect(ticket(three)).toMatchObject({ messages: 2, linked: [2] });
    expect(ticket(ticketNumber(4))).toBeNull();
  });

  test("I-84: takes the place of the entry by which the linked ticket shows it", async () => {
    await leaves();
    const done = await desk.engine.commands.reply(ann, two, { ...wanted, text: "And once more." });
    if (!done.ok || !done.value.message) throw new Error("no reply");
    const shown = async () => (await desk.record.past.conversation(three, 9)).map(({ event }) => event.type);
    // Those who answer there know of it before it leaves.
    expect(await shown()).toEqual(["MessageReceived", "RepliedElsewhere"]);
    desk.clock += 60_000;
    await desk.engine.composeDue();
    await expect.poll(shown).toEqual(["MessageReceived", "MessageReceived"]);
    desk.record.rebuild();
    expect(await shown()).toHaveLength(2);
    expect(ticket(three)).toMatchObject({ messages: 2 });
  });

  test("and what is answered to it goes to both", async () => {
    const messageId = await leaves();
    const answer = { from: rita, messageId: "<a@customer.example>", inReplyTo: messageId, text: "Thanks." };
    await arrives({ ...answer, to: to(support), cc: to(sales) }, support, sales);
    expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([4, 2]);
    expect(ticket(three)).toMatchObject({ newcomers: [] });
  });

  test("does nothing if it names its own mailbox, and none is created by a reply that was taken back", async () => {
    await leaves({ cc: to(`Support+x@${support.split("@")[1]}`) });
    const later = { ...wanted, sendAt: desk.clock + 3_600_000 };
    const done = await desk.engine.commands.reply(ann, two, later);
    if (!done.ok || !done.value.message) throw new Error("no reply");
    expect((await desk.engine.commands.takeBack(ann, two, done.value.message)).ok).toBe(true);
    desk.clock += 7_200_000;
    await desk.engine.composeDue();
    await desk.engine.intake.idle();
    expect(ticket(three)).toBeNull();
  });

  test("is not what someone else sends with its Message-ID", async () => {
    const messageId = await leaves({ cc: [] });
    const forged = { messageId, from: { name: "", address: support }, to: [rita], cc: to(sales) };
    expect(row(await arrives({ ...forged, text: "Pay here." }, sales))).toMatchObject({ outcome: "filed" });
    expect(ticket(three)).toBeNull();
  });
});

/** The tests' mails as they are given, and what we sent by its header and text. */
const readOrSent: EngineParts["read"] = async (raw) => {
  const text = Buffer.from(raw).toString();
  if (!/^message-id:/im.test(text)) return ok(parsedMail(JSON.parse(text.replace(/^[^{]*\n\n/, ""))));
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(text)?.[1]?.trim() ?? "";
  const addresses = (name: string) => to(...(field(name).match(/[^\s<>,"]+@[^\s<>,"]+/g) ?? []));
  const [from = null] = addresses("from");
  return ok(
    parsedMail({
      ...{ messageId: field("message-id"), from, to: addresses("to"), cc: addresses("cc") },
      ...{ subject: field("subject"), text: text.slice(text.indexOf("\r\n\r\n") + 4) },
    }),
  );
};

describe("I-85: what one of us sent with another mail program, with another mailbox alone in Cc", () => {
  const sent = {
    ...{ messageId: "<sent@desk.example>", from: { name: "Ann", address: support } },
    ...{ to: [rita], cc: to(sales), inReplyTo: "<offer@customer.example>", text: "We ask our sales team." },
  };
  const entries = async (number: typeof two) =>
    (await desk.record.past.conversation(number, 9)).map(({ event }) => event.type);

  test("is in a linked ticket there, and its own ticket shows it", async () => {
    await arrives({ ...offer, cc: [] }, support);
    const id = await arrives(sent, sales);
    expect(row(id)).toMatchObject({ mailbox: sales, outcome: "ticket", ticket: 3 });
    expect(ticket(three)).toMatchObject({ requester: rita, linked: [2], messages: 1 });
    expect(ticket(two)).toMatchObject({ linked: [3], messages: 2 });
    expect(await entries(two)).toEqual(["MessageReceived", "RepliedElsewhere"]);
    expect(row(await arrives(sent, sales))).toMatchObject({ outcome: "filed" });
    expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([2, 1]);
  });

  test("is once in the ticket that is linked already", async () => {
    await arrives(offer, support, sales);
    const id = await arrives(sent, sales);
    expect(row(id)).toMatchObject({ mailbox: sales, outcome: "reply", ticket: 3 });
    expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([2, 2]);
    expect(await entries(three)).toEqual(["MessageReceived", "MessageReceived"]);
  });
});

test("I-82: a reply is shown in the linked ticket, and nobody there replies as well unawares", async () => {
  await arrives(offer, support, sales);
  const version = ticket(three)?.version ?? 0;
  const { state, participants } = ticket(three) ?? expect.fail("no ticket");
  const done = await desk.engine.commands.reply(ann, two, { text: "We repair it." });
  expect(done.ok).toBe(true);
  expect(ticket(three)).toMatchObject({ messages: 2, state, participants });
  const entry = (await desk.record.past.conversation(three, 9)).at(-1)?.event;
  expect(entry).toMatchObject({ type: "RepliedElsewhere", ticket: 2, mailbox: support });
  const late = await desk.engine.commands.reply(
    bob,
    three,
    { text: "We replace it." },
    { ifVersion: version },
  );
  expect(late).toMatchObject({ ok: false, error: { code: "thing.moved-on" } });
  // Once it is known, a second one may be sent; it is shown here, and does not go back and forth.
  expect((await desk.engine.commands.reply(bob, three, { text: "We replace it." })).ok).toBe(true);
  expect([ticket(two)?.messages, ticket(three)?.messages]).toEqual([3, 3]);
  expect(await ofType("RepliedElsewhere")).toHaveLength(2);
});

test("I-82: a reply that is to be withheld if someone replies is withheld if that is from the linked ticket", async () => {
  await desk.engine.start();
  await arrives(offer, support, sales);
  const later = { text: "We replace it.", sendAt: desk.clock + 3_600_000, unlessAnswered: true };
  expect((await desk.engine.commands.reply(bob, three, later)).ok).toBe(true);
  await desk.engine.commands.reply(ann, two, { text: "We repair it." });
  desk.clock += 60_000;
  await desk.engine.composeDue();
  await expect.poll(() => ofType("DeliveryAttempted")).not.toHaveLength(0);
  desk.clock += 2 * 3_600_000;
  await desk.engine.composeDue();
  await expect.poll(() => ofType("ReplyWithheld")).toHaveLength(1);
});

test("I-80, I-82: who sees one mailbox knows of the other ticket, and not what is written there", async () => {
  await arrives(offer, support, sales);
  await desk.engine.commands.reply(ann, two, { text: "We repair it." });
  const read = reading(limitedCaller("cy", [sales]));
  const there = read.tickets.find(three) ?? expect.fail("no ticket");
  expect(read.tickets.find(two)).toBeNull();
  expect(read.tickets.linked(there)).toEqual([{ number: 2, mailbox: support, visible: false }]);
  const entry = (await desk.record.past.conversation(three, 9)).at(-1)?.event;
  if (entry?.type !== "RepliedElsewhere") throw new Error("no entry");
  expect(await read.messages.find(entry.reply)).toBeNull();
  expect(await reading().messages.find(entry.reply)).not.toBeNull();
});

test("a rebuilt read model has the same links and entries", async () => {
  await arrives(offer, sales, support);
  await desk.engine.commands.reply(ann, two, { text: "We repair it." });
  const before = [ticket(two), ticket(three), await desk.record.past.conversation(three, 9)];
  desk.record.rebuild();
  expect([ticket(two), ticket(three), await desk.record.past.conversation(three, 9)]).toEqual(before);
});
