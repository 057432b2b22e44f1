import { simpleParser } from "mailparser";
import { expect, test } from "vitest";
import { mailbox } from "../../../test/support/engine.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { inEnglish } from "../../text/index.ts";
import { desk, deskForEachTest, mail, one, replied, types } from "../outgoing/testing.ts";

deskForEachTest();

const ann = { name: "Ann", address: "ann@customer.example" };
const ours = { name: "Support", address: mailbox };

/** Receives a mail and returns its row. */
async function arrives(parsed: Partial<ParsedMail>, source?: string, to = mailbox) {
  desk.engine.intake.start();
  const raw = Buffer.from(JSON.stringify(parsed));
  const peer = { ip: "127.0.0.1", helo: "x", tls: false };
  const envelope = { from: "list-bounces@lists.example", to: [to] };
  const got = await desk.engine.reception.receive({
    ...{ envelope, mailbox, raw, peer },
    ...(source === undefined ? {} : { source }),
  });
  if (!got.ok) throw new Error(inEnglish(got.error));
  await desk.engine.intake.idle();
  return desk.record.view.mail(got.value);
}

/** The Message-IDs of everything that left, as sent. */
const left = (): readonly string[] =>
  desk.sent.map(({ raw }) => /^message-id: (.*)$/im.exec(Buffer.from(raw).toString())?.[1]?.trim() ?? "");

async function closedWithReply(): Promise<string> {
  await desk.engine.start();
  desk.clock += 3_600_000;
  await replied({ close: true });
  desk.clock += 3_600_000;
  await desk.engine.composeDue();
  await expect.poll(async () => (await types()).at(-1)).toBe("DeliveryAttempted");
  return left().at(-1) ?? "";
}

test.each([
  ["through a list", undefined, {}],
  ["from a folder of sent mail", "imap:desk/Sent/1/2", {}],
  ["by an import", "import:1", {}],
  ["with the list's headers", undefined, { automatic: "list" as const, lists: ["all@lists.example"] }],
])("I-52: our reply that comes back %s is filed and changes nothing", async (_, source, more) => {
  const messageId = await closedWithReply();
  const before = desk.record.view.ticket(one);
  const copy = { messageId, from: ours, to: [ann], references: ["<q@customer.example>"], ...more };
  expect(await arrives(copy, source)).toMatchObject({
    outcome: "filed",
    cause: { code: "own-mail", ticket: 1 },
  });
  expect(desk.record.view.ticket(one)).toEqual(before);
});

test("I-52: however often it comes back, none of the copies stays in the queue", async () => {
  const messageId = await closedWithReply();
  const copy = { messageId, from: ours, to: [ann], references: ["<q@customer.example>"] };
  for (const list of ["all@lists.example", "sales@lists.example", "desk@lists.example"]) {
    const row = await arrives({ ...copy, automatic: "list", lists: [list] });
    expect(row).toMatchObject({ outcome: "filed", ticket: 1, cause: { code: "own-mail" } });
  }
  expect(desk.record.queries.intakeQueue().depth).toBe(0);
});

/** The address for replies to the mail that was sent last. */
const replyToOfLast = async (): Promise<string> =>
  (await simpleParser(Buffer.from(desk.sent.at(-1)?.raw ?? []))).replyTo?.value[0]?.address ?? "";

test("I-52: so is one whose Message-ID a server replaced, by the token in its Reply-To", async () => {
  await closedWithReply();
  const address = await replyToOfLast();
  expect(address).toContain("+t1.");
  const copy = { messageId: "<0102@ses.example>", from: ours, to: [ann], replyTo: [{ name: "", address }] };
  expect(await arrives(copy)).toMatchObject({ outcome: "filed", cause: { code: "own-mail", ticket: 1 } });
});

test("I-52: so is one that a list sent on in its own name, with another Message-ID", async () => {
  await closedWithReply();
  const address = await replyToOfLast();
  const list = { name: "Support via All", address: "all@lists.example" };
  const copy = { messageId: "<77@lists.example>", from: list, to: [list], replyTo: [{ name: "", address }] };
  const more = { automatic: "list" as const, lists: [list.address] };
  expect(await arrives({ ...copy, ...more })).toMatchObject({
    outcome: "filed",
    cause: { code: "own-mail", ticket: 1 },
  });
});

test("I-52: so is an auto-reply", async () => {
  const kept = desk.record.view.mailbox(mailbox);
  if (!kept) throw new Error("no mailbox");
  await desk.engine.settings.saveMailbox(system("test"), { ...kept, acknowledge: true });
  await desk.engine.start();
  await mail({ messageId: "<second@customer.example>", subject: "Another" });
  await expect.poll(() => left().length).toBe(1);
  const copy = { messageId: left()[0] ?? "", from: ours, to: [ann], automatic: "auto-reply" as const };
  expect(await arrives(copy)).toMatchObject({ outcome: "filed", cause: { code: "own-mail", ticket: 2 } });
});

test("I-52: a Message-ID that only looks like ours opens a ticket", async () => {
  const messageId = `<t1.${"a".repeat(24)}.${"0".repeat(26)}@desk.example>`;
  expect(await arrives({ messageId })).toMatchObject({ outcome: "ticket" });
});

test("I-53: a reply sent with another program joins as an outgoing message, and nothing else changes", async () => {
  await closedWithReply();
  const sent = {
    ...{ messageId: "<outlook@desk.example>", from: ours, to: [ann], text: "And one more thing." },
    inReplyTo: "<q@customer.example>",
  };
  expect(await arrives(sent, "imap:desk/Sent/1/7")).toMatchObject({ outcome: "reply", ticket: 1 });
  const ticket = desk.record.view.ticket(one);
  expect(ticket).toMatchObject({ state: "closed", participants: [ann] });
  expect((await desk.record.past.messageToReplyTo(one))?.event.messageId).toBe("<q@customer.example>");
  // A customer's reply to it finds its ticket.
  await mail({ from: ann, inReplyTo: "<outlook@desk.example>", text: "Thanks" });
  expect(desk.record.view.ticket(one)).toMatchObject({ state: "open", messages: 4 });
  // It is not a mail of the outbox.
  expect(desk.record.queries.outboxMessages({ states: null, limit: 9 }).items.length).toBe(1);
});

test("I-58: our own addresses and what machines write never become participants", async () => {
  const other = { name: "", address: "Support+x@desk.example" };
  await mail({
    from: ann,
    references: ["<q@customer.example>"],
    to: [ours, other],
    cc: [{ name: "Cy", address: "cy@customer.example" }],
  });
  const bounce = { automatic: "bounce" as const, from: { name: "", address: "daemon@customer.example" } };
  await mail({ ...bounce, references: ["<q@customer.example>"] });
  expect(desk.record.view.ticket(one)?.participants).toEqual([
    ann,
    { name: "Cy", address: "cy@customer.example" },
  ]);
});
