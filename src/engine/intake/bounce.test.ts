import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { type MessageKey, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { Bounce, ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

const agent = system("test");
const one = ticketNumber(1);
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let senders: string[];

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  senders = [];
  engine = engineOver(record, {
    route: () => ({ kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null }),
    deliver: async ({ envelope }) => {
      senders.push(envelope.from);
      const results = envelope.to.map((recipient) => ({
        ...{ recipient, outcome: "delivered" as const, response: "250 ok" },
      }));
      return { server: "next:25", results };
    },
    read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
  });
  await setUp(engine);
  await engine.start();
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

/** A ticket with a reply that the next server accepted, and what was sent. */
async function sent(...to: string[]): Promise<{ message: MessageKey; sender: string; messageId: string }> {
  const [requester, ...cc] = to.map((address) => ({ name: "", address }));
  const opened = await engine.commands.openTicket(agent, {
    ...{ mailbox, subject: "x", requester: requester ?? { name: "", address: "" }, cc, text: "Hello" },
    send: true,
  });
  if (!opened.ok || !opened.value.message) throw new Error("no answer");
  const { message } = opened.value;
  await expect.poll(() => states(message)).toEqual(to.map((address) => [address, "delivered"]));
  const event = (await record.past.message(message))?.event;
  const composed = await record.past.composed(message);
  if (event?.type !== "ReplyWritten" || !composed) throw new Error("no reply");
  expect(senders.at(-1)).toBe(composed.sender);
  return { message, sender: composed.sender, messageId: event.messageId };
}

const states = (message: MessageKey) =>
  record.view.deliveries(message).map(({ recipient, state }) => [recipient, state]);

async function arrives(to: string, mail: Partial<ParsedMail>, from = ""): Promise<string> {
  const raw = Buffer.from(
    JSON.stringify({ from: { name: "", address: "mailer-daemon@mx.example" }, ...mail }),
  );
  expect(engine.reception.recipient(to)).toEqual(ok(mailbox));
  const peer = { ip: "127.0.0.1", helo: "x", tls: false };
  const got = await engine.reception.receive({ envelope: { from, to: [to] }, mailbox, raw, peer });
  if (!got.ok) throw new Error(inEnglish(got.error));
  await engine.intake.idle();
  const row = record.view.mail(got.value);
  return `${row?.outcome} ${row?.ticket}`;
}

const bounce = (address: string | null, more: Partial<Bounce> = {}): Partial<ParsedMail> => ({
  automatic: "bounce",
  bounce: {
    permanent: true,
    recipients:
      address === null ? [] : [{ address, status: "5.1.1", diagnostic: "smtp; 550 5.1.1 User unknown" }],
    originalMessageId: null,
    ...more,
  },
});

describe("a bounce", () => {
  test("to the envelope sender marks the delivery, is added to the ticket, and creates none", async () => {
    await sent("zoe@customer.example");
    const { message, sender } = await sent("ann@customer.example", "bob@customer.example");
    expect(await arrives(sender, bounce("Bob@Customer.example"))).toBe("bounce 2");
    expect(states(message)).toEqual([
      ["ann@customer.example", "delivered"],
      ["bob@customer.example", "bounced"],
    ]);
    expect(record.view.deliveries(message)[1]).toMatchObject({
      response: "smtp; 550 5.1.1 User unknown",
      nextAt: null,
    });
    expect(record.view.ticket(ticketNumber(2))).toMatchObject({ undelivered: 1, state: "open", messages: 2 });
    expect(record.view.ticket(one)).toMatchObject({ undelivered: 0 });
    expect(record.queries.counts({}, 0).all).toBe(2);
    expect(record.queries.outboxCounts()).toEqual([{ state: "bounced", deliveries: 1 }]);
  });

  test("is counted once, however often it arrives", async () => {
    const { sender } = await sent("ann@customer.example");
    for (let i = 0; i < 3; i++) await arrives(sender, bounce("ann@customer.example"));
    expect(record.view.ticket(one)).toMatchObject({ undelivered: 1, messages: 4 });
  });

  test("of a forwarded or unnamed address counts for the only recipient", async () => {
    const { message, sender } = await sent("ann@customer.example");
    await arrives(sender, bounce(null));
    expect(states(message)).toEqual([["ann@customer.example", "bounced"]]);
    const other = await sent("ann@customer.example", "bob@customer.example");
    expect(await arrives(other.sender, bounce("elsewhere@third.example"))).toBe("bounce 2");
    expect(states(other.message).map(([, state]) => state)).toEqual(["delivered", "delivered"]);
  });

  test("of a delay marks nothing", async () => {
    const { message, sender } = await sent("ann@customer.example");
    expect(await arrives(sender, bounce("ann@customer.example", { permanent: false }))).toBe("bounce 1");
    expect(states(message)).toEqual([["ann@customer.example", "delivered"]]);
    expect(record.view.ticket(one)).toMatchObject({ undelivered: 0, messages: 2 });
  });

  test("to the bare mailbox is matched by the reported Message-ID", async () => {
    const { message, messageId } = await sent("ann@customer.example");
    const back = bounce("ann@customer.example", { originalMessageId: messageId });
    expect(await arrives(mailbox, back)).toBe("bounce 1");
    expect(states(message)).toEqual([["ann@customer.example", "bounced"]]);
  });

  test("with a wrong token, or of a mail that we did not send, is filed and marks nothing", async () => {
    const { message, sender, messageId } = await sent("ann@customer.example");
    const wrong = (text: string) => text.replace(/([a-z2-7]{24})/, (t) => [...t].reverse().join(""));
    expect(await arrives(wrong(sender), bounce("ann@customer.example"))).toBe("bounce null");
    const reported = { originalMessageId: wrong(messageId) };
    expect(await arrives(mailbox, bounce("ann@customer.example", reported))).toBe("bounce null");
    expect(states(message)).toEqual([["ann@customer.example", "delivered"]]);
  });

  test("does not reopen a closed ticket, and the bounced reply can be sent again", async () => {
    const { message, sender } = await sent("ann@customer.example");
    await engine.commands.change(agent, one, { state: "closed" });
    await arrives(sender, bounce("ann@customer.example"));
    expect(record.view.ticket(one)).toMatchObject({ state: "closed", undelivered: 1 });
    expect(await engine.commands.retryDelivery(agent, message)).toEqual({ ok: true });
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "delivered"]]);
    expect(record.view.ticket(one)).toMatchObject({ undelivered: 0 });
    expect(senders).toEqual([sender, sender]);
  });
});

describe("a bounce of a reply that was moved", () => {
  test("follows its ticket when merged", async () => {
    const { message, sender } = await sent("ann@customer.example");
    await sent("zoe@customer.example");
    expect((await engine.commands.merge(agent, one, ticketNumber(2))).ok).toBe(true);
    expect(await arrives(sender, bounce("ann@customer.example"))).toBe("bounce 2");
    expect(states(message)).toEqual([["ann@customer.example", "bounced"]]);
    expect(record.view.ticket(ticketNumber(2))).toMatchObject({ undelivered: 1 });
  });

  test("follows the reply", async () => {
    const { message, sender } = await sent("ann@customer.example");
    await sent("zoe@customer.example");
    await engine.commands.note(agent, one, "stays");
    expect((await engine.commands.move(agent, one, [message], ticketNumber(2))).ok).toBe(true);
    expect(await arrives(sender, bounce("ann@customer.example"))).toBe("bounce 2");
    expect(states(message)).toEqual([["ann@customer.example", "bounced"]]);
  });
});

describe("other mail to the envelope sender", () => {
  const away: Partial<ParsedMail> = { automatic: "auto-reply", from: { name: "", address: "x@y.example" } };

  test("an automatic reply is added and changes no state, from any sender", async () => {
    const { message, sender } = await sent("ann@customer.example");
    await engine.commands.change(agent, one, { state: "hold" });
    expect(await arrives(sender, away)).toBe("reply 1");
    expect(await arrives(sender, { ...away, automatic: false })).toBe("reply 1");
    expect(record.view.ticket(one)).toMatchObject({ state: "hold", undelivered: 0, messages: 3 });
    expect(states(message)).toEqual([["ann@customer.example", "delivered"]]);
  });

  test("a person's mail is a follow-up, also a stranger's", async () => {
    const { sender } = await sent("ann@customer.example");
    const ann = { name: "", address: "ann@customer.example" };
    expect(await arrives(sender, { from: ann }, ann.address)).toBe("reply 1");
    expect(await arrives(sender, { from: { name: "", address: "x@y.example" } }, "x@y.example")).toBe(
      "reply 1",
    );
  });
});
