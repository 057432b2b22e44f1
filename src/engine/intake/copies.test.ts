import { expect, test } from "vitest";
import { limitFlood, mailbox } from "../../../test/support/engine.ts";
import { type MailId, messageKey, ticketNumber, userName } from "../../base/ids.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { contentHash } from "../../record/fingerprint.ts";
import { inEnglish } from "../../text/index.ts";
import { ann, desk, deskForEachTest } from "../outgoing/testing.ts";

deskForEachTest();

const rita = { name: "Rita", address: "rita@customer.example" };
const order: Partial<ParsedMail> = {
  ...{ messageId: "<order@customer.example>", from: rita, subject: "An order", text: "Ten lamps, please." },
  to: [{ name: "", address: mailbox }],
};

interface Way {
  readonly source?: string;
  readonly to?: string;
  /** What differs in the bytes, and is not read. */
  readonly received?: string;
}

/** Receives a mail by some route. */
async function arrives(parsed: Partial<ParsedMail>, way: Way = {}): Promise<MailId> {
  desk.engine.intake.start();
  const raw = Buffer.from(JSON.stringify({ ...parsed, received: way.received }));
  const got = await desk.engine.reception.receive({
    envelope: { from: parsed.from?.address ?? "", to: [way.to ?? mailbox] },
    ...{ mailbox, raw, peer: { ip: "192.0.2.1", helo: "x", tls: false } },
    ...(way.source === undefined ? {} : { source: way.source }),
  });
  if (!got.ok) throw new Error(inEnglish(got.error));
  await desk.engine.intake.idle();
  return got.value;
}

const row = (id: MailId) => desk.record.view.mail(id);
const tickets = () => desk.record.view.nextTicketNumber() - 1;

async function acknowledges(): Promise<void> {
  const kept = desk.record.view.mailbox(mailbox);
  if (!kept) throw new Error("no mailbox");
  await desk.engine.settings.saveMailbox(system("test"), { ...kept, acknowledge: true });
}

test.each<readonly [string, Way, Partial<ParsedMail>]>([
  ["sent again, byte for byte", {}, {}],
  ["through a list", { received: "from lists.example" }, { automatic: "list", lists: ["all@lists.example"] }],
  ["to another alias", { to: "help@desk.example" }, {}],
  ["from an IMAP folder", { source: "imap:desk/INBOX/2/9", received: "X-UID: 9" }, {}],
  ["from an archive", { source: "import:abc", received: "X-Mozilla-Status: 0001" }, {}],
  ["with its lines wrapped elsewhere", {}, { text: "Ten\nlamps,  please.\n\n" }],
])("I-70, I-71: a mail that arrives once more, %s, is filed", async (_, way, more) => {
  await acknowledges();
  const kept = desk.record.view.mailbox(mailbox);
  if (!kept) throw new Error("no mailbox");
  await desk.engine.settings.saveMailbox(system("test"), { ...kept, aliases: ["help@desk.example"] });
  const first = await arrives(order);
  expect(row(first)).toMatchObject({ outcome: "ticket", ticket: 2 });
  const events = (await desk.record.journal.read(0, 1000)).length;
  const second = await arrives({ ...order, ...more }, way);
  expect(row(second)).toMatchObject({
    outcome: "filed",
    cause: { code: "duplicate", mail: first, ticket: 2 },
  });
  expect(tickets()).toBe(2);
  const since = await desk.record.journal.read(events, 1000);
  // No message, no acknowledgement, no notification.
  expect(since.map(({ event }) => event.type).filter((type) => type !== "ReplyWritten")).toEqual([
    "MailReceived",
    "MailFiled",
  ]);
  expect(desk.record.view.arrival(first)?.copies).toEqual([second]);
});

test("I-73: a copy of a mail that is held is in no ticket, even if that one names one", async () => {
  await limitFlood(desk.engine, 2);
  const alarm = (n: number) => ({
    ...order,
    subject: "Alarm",
    text: `Alarm ${n}`,
    messageId: `<${n}@plant.example>`,
  });
  for (const n of [1, 2]) await arrives(alarm(n));
  const held = await arrives(alarm(3));
  expect(row(held)).toMatchObject({ outcome: "held", reason: "flood", candidate: 2 });
  const copy = await arrives(alarm(3));
  expect(row(copy)).toMatchObject({
    ...{ outcome: "filed", ticket: null, cause: { code: "duplicate", mail: held, ticket: null } },
  });
});

test("I-71: a follow-up that arrives twice stands in the conversation once", async () => {
  const again = { ...order, messageId: "<more@customer.example>", inReplyTo: "<order@customer.example>" };
  await arrives(order);
  const first = await arrives(again);
  const second = await arrives(again, { source: "imap:desk/INBOX/2/10", received: "x" });
  expect(row(first)).toMatchObject({ outcome: "reply", ticket: 2 });
  expect(row(second)).toMatchObject({ outcome: "filed", cause: { code: "duplicate", ticket: 2 } });
  expect(await desk.record.past.message(messageKey(second))).toBeNull();
});

test.each<readonly [string, Partial<ParsedMail>]>([
  ["another text", { text: "Eleven lamps, please." }],
  ["another subject", { subject: "Another order" }],
  ["another author", { from: { name: "", address: "sales@customer.example" } }],
  ["another Message-ID", { messageId: "<order2@customer.example>" }],
])("I-70: %s makes it another mail", async (_, more) => {
  await arrives(order);
  expect(row(await arrives({ ...order, ...more }))).toMatchObject({ outcome: "ticket", ticket: 3 });
});

test("I-74: a mail that someone else sent first, naming themselves, keeps nobody's mail away", async () => {
  const forged = await arrives({ ...order, replyTo: [{ name: "", address: "mallory@evil.example" }] });
  expect(row(forged)).toMatchObject({ outcome: "ticket" });
  expect(row(await arrives(order))).toMatchObject({ outcome: "ticket", ticket: 3 });
  // The other way about, the forged one changes nothing.
  const later = await arrives({ ...order, cc: [{ name: "", address: "mallory@evil.example" }] });
  expect(row(later)).toMatchObject({ outcome: "filed", cause: { code: "duplicate" } });
});

const footer = "\n____________\nTo unsubscribe, write to order-leave@lists.example";

test("I-68: what a list changed is the same mail", async () => {
  const list = { lists: ["order@lists.example"], automatic: "list" as const };
  const hash = (text: string, subject = "An order") => contentHash({ subject, text, attachments: [] });
  const text = "Ten lamps, please.";
  const plain = { ...order, content: hash(text) };
  const through = { ...plain, ...list, subject: "[order] An order", text: text + footer };
  const all = { content: hash(text + footer, through.subject), beforeList: [hash(text)] };
  const first = await arrives({ ...through, ...all });
  expect(row(await arrives(plain))).toMatchObject({ cause: { code: "duplicate", mail: first, ticket: 2 } });
});

test("I-69: other content under the same Message-ID and Date makes a ticket that may belong to the first one", async () => {
  await arrives(order);
  const other = await arrives({
    ...order,
    text: "Eleven lamps, please.",
    content: contentHash({ subject: "An order", text: "Eleven", attachments: [] }),
  });
  expect(row(other)).toMatchObject({ outcome: "ticket", ticket: 3 });
  expect(desk.record.view.ticket(ticketNumber(3))?.mayBelongTo).toBe(2);
});

test("I-74: a mail that is held, or was filed for what it is, keeps nobody's mail away", async () => {
  const receipt = { ...order, report: "receipt" as const, automatic: "auto-reply" as const };
  expect(row(await arrives(receipt))).toMatchObject({ outcome: "filed", cause: { code: "report" } });
  expect(row(await arrives(order))).toMatchObject({ outcome: "ticket" });
});

test("I-73: what is held is held once, and what was archived is not fetched into view again", async () => {
  await desk.engine.people.changeUser(system("test"), userName("bob"), { email: "bob@agents.example" });
  const unproven = {
    ...{ messageId: "<s@else.example>", from: { name: "", address: "bob@agents.example" } },
    inReplyTo: "<q@customer.example>",
  };
  const first = await arrives(unproven);
  expect(row(first)).toMatchObject({ outcome: "held" });
  const again = await arrives(unproven);
  expect(row(again)).toMatchObject({
    outcome: "filed",
    // That one is in no ticket.
    cause: { code: "duplicate", mail: first, ticket: null },
  });
  // Other bytes are for a person to compare.
  const other = await arrives(unproven, { received: "elsewhere" });
  expect(row(other)).toMatchObject({ outcome: "held" });
  for (const id of [first, other]) expect((await desk.engine.commands.fileHeld(ann, id)).ok).toBe(true);
  expect(row(await arrives(unproven, { source: "imap:desk/INBOX/3/1" }))).toMatchObject({
    cause: { code: "duplicate" },
  });
  expect(row(await arrives(unproven))).toMatchObject({ outcome: "held" });
});

test("I-75: no ticket has the same mail twice, whichever mailbox it came through", async () => {
  const address = "sales@desk.example";
  const kept = desk.record.view.mailbox(mailbox);
  if (!kept) throw new Error("no mailbox");
  await desk.engine.settings.saveMailbox(system("test"), { ...kept, address, name: "Sales" });
  const more = { ...order, messageId: "<more@customer.example>", inReplyTo: "<order@customer.example>" };
  await arrives(order);
  expect(row(await arrives(more))).toMatchObject({ outcome: "reply", ticket: 2 });
  desk.engine.intake.start();
  const got = await desk.engine.reception.receive({
    ...{ envelope: { from: rita.address, to: [address] }, mailbox: address },
    ...{ raw: Buffer.from(JSON.stringify({ ...more, to: [] })), peer: { ip: "", helo: "", tls: false } },
  });
  await desk.engine.intake.idle();
  expect(got.ok && row(got.value)).toMatchObject({
    outcome: "filed",
    cause: { code: "duplicate", ticket: 2 },
  });
});

test("I-76: without a Message-ID the Date tells mails apart, and without both nothing is a copy", async () => {
  const scan = { ...order, messageId: null, date: Date.UTC(2026, 10, 3) };
  const first = await arrives(scan);
  expect(row(await arrives(scan, { received: "again" }))).toMatchObject({
    cause: { code: "duplicate", mail: first },
  });
  const later = { ...scan, date: Date.UTC(2026, 10, 3, 0, 0, 1) };
  expect(row(await arrives(later))).toMatchObject({ outcome: "ticket" });
  const none = { ...scan, date: null };
  await arrives(none);
  expect(row(await arrives(none, { received: "x" }))).toMatchObject({ outcome: "ticket" });
});

test("a rebuilt read model knows the same copies", async () => {
  const first = await arrives(order);
  const second = await arrives(order);
  desk.record.rebuild();
  expect(desk.record.view.arrival(first)?.copies).toEqual([second]);
  expect(row(await arrives(order, { received: "x" }))).toMatchObject({
    cause: { code: "duplicate", mail: first },
  });
});
