import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { type MessageKey, mailId, messageKey, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { replyAddress } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;

const agent = agentCaller("ann");
const [one, two, three] = [ticketNumber(1), ticketNumber(2), ticketNumber(3)];

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, {
    read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
  });
  await setUp(engine);
  await engine.start();
  await mail({ messageId: "<a@x>", subject: "First", text: "one" });
  await mail({
    messageId: "<b@x>",
    subject: "Second",
    text: "two",
    from: { name: "", address: "bob@customer.example" },
  });
});

afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function mail(parsed: Partial<ParsedMail>, to = mailbox): Promise<MessageKey> {
  const received = await engine.reception.receive({
    envelope: { from: "someone@customer.example", to: [to] },
    mailbox,
    raw: Buffer.from(JSON.stringify(parsed)),
    peer: { ip: "127.0.0.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  await engine.intake.idle();
  return messageKey(received.value);
}

const ticket = (number = one) => record.view.ticket(number);
const texts = async (number = one) =>
  (await record.past.conversation(number, 50)).map(({ event }) => ("text" in event ? event.text : ""));
const whereIs = (key: MessageKey) => record.view.mail(mailId(key))?.ticket;

describe("merging", () => {
  test("combines both conversations in chronological order", async () => {
    await mail({ references: ["<a@x>"], text: "three" });
    expect(await engine.commands.merge(agent, two, one)).toMatchObject({ ok: true, value: { ticket: 1 } });
    expect(await texts(one)).toEqual(["one", "two", "three"]);
    expect(await texts(two)).toEqual([]);
    expect(ticket(two)).toMatchObject({ state: "closed", mergedInto: 1, messages: 0 });
    expect(ticket(one)).toMatchObject({
      messages: 3,
      participants: expect.arrayContaining([{ name: "", address: "bob@customer.example" }]),
    });
    const told = (await record.past.history(one, { limit: 100 })).events.map(({ event }) => event.type);
    expect(told.filter((type) => type === "MessageReceived").length).toBe(3);
  });

  test("later mail for the merged ticket is added to its target: by reference, by token, and from held mail", async () => {
    const token = ticket(two)?.token ?? "";
    await engine.commands.merge(agent, two, one);
    const bob = { from: { name: "", address: "bob@customer.example" } };
    expect(whereIs(await mail({ ...bob, references: ["<b@x>"] }))).toBe(1);
    expect(whereIs(await mail(bob, replyAddress({ ticket: two, token }, mailbox)))).toBe(1);
    // In the name of an agent, which nothing proves.
    const account = { user: "eve", name: "Eve", email: "eve@x.example", role: "agent" } as const;
    await engine.people.createUser(system("test"), { ...account, password: "x".repeat(12) });
    const held = await mail({ from: { name: "", address: "eve@x.example" }, references: ["<b@x>"] });
    expect(record.view.mail(mailId(held))).toMatchObject({ outcome: "held", candidate: 1 });
    expect(await engine.commands.joinHeld(agent, mailId(held), two)).toMatchObject({ value: { ticket: 1 } });
  });

  test("is undone: what it moved comes back, later messages stay", async () => {
    await engine.commands.merge(agent, two, one);
    await mail({ references: ["<b@x>"], from: { name: "", address: "bob@customer.example" }, text: "since" });
    expect(await engine.commands.unmerge(agent, two)).toMatchObject({ ok: true, value: { ticket: 2 } });
    expect(await texts(two)).toEqual(["two"]);
    expect(await texts(one)).toEqual(["one", "since"]);
    expect(ticket(two)).toMatchObject({ state: "new", mergedInto: null, messages: 1 });
    expect(
      whereIs(await mail({ references: ["<b@x>"], from: { name: "", address: "bob@customer.example" } })),
    ).toBe(2);
  });

  test("into a target that was merged itself is undone from where the messages are now", async () => {
    await mail({ messageId: "<c@x>", text: "three" });
    await engine.commands.merge(agent, one, two);
    await engine.commands.merge(agent, two, three);
    expect(await texts(three)).toEqual(["one", "two", "three"]);
    expect(whereIs(await mail({ references: ["<a@x>"] }))).toBe(3);
    expect(await engine.commands.unmerge(agent, one)).toMatchObject({ ok: true });
    expect(await texts(one)).toEqual(["one"]);
  });

  test.each([
    ["into itself", two, two, "request.invalid"],
    ["into what is not there", two, ticketNumber(9), "thing.not-found"],
  ] as const)("%s is refused", async (_, from, into, code) => {
    expect(await engine.commands.merge(agent, from, into)).toMatchObject({ error: { code } });
  });

  test("twice, or into a merged one, is refused and names the target; so is work on it", async () => {
    await engine.commands.merge(agent, two, one);
    await mail({ messageId: "<c@x>" });
    for (const refused of [
      await engine.commands.merge(agent, two, three),
      await engine.commands.merge(agent, three, two),
      await engine.commands.note(agent, two, "x"),
      await engine.commands.reply(agent, two, { text: "x" }),
    ]) {
      expect(refused).toMatchObject({ ok: false, error: { params: { into: 1 } } });
    }
  });
});

describe("moving and splitting", () => {
  test("a message becomes a ticket, with its author as requester, and replies to it follow", async () => {
    const key = await mail({
      messageId: "<c@x>",
      references: ["<a@x>"],
      text: "something else",
      from: { name: "Ann", address: "ann@customer.example" },
    });
    const split = await engine.commands.split(agent, one, [key], "Something else");
    expect(split).toMatchObject({ ok: true, value: { ticket: 3 } });
    expect(await texts(one)).toEqual(["one"]);
    expect(await texts(three)).toEqual(["something else"]);
    expect(ticket(three)).toMatchObject({
      subject: "Something else",
      requester: { address: "ann@customer.example" },
      messages: 1,
    });
    expect(whereIs(await mail({ references: ["<a@x>", "<c@x>"] }))).toBe(3);
    expect(whereIs(await mail({ references: ["<a@x>"] }))).toBe(1);
  });

  test("a message goes to another ticket", async () => {
    const key = await mail({ messageId: "<c@x>", references: ["<a@x>"], text: "for two" });
    expect(await engine.commands.move(agent, one, [key], two)).toMatchObject({ value: { ticket: 2 } });
    expect(await texts(two)).toEqual(["two", "for two"]);
    expect(ticket(one)?.messages).toBe(1);
  });

  test("replies to a moved reply follow it, even with the old ticket's token", async () => {
    const answered = await engine.commands.reply(agent, one, { text: "Yes" });
    const key = (answered.ok && answered.value.message) || messageKey("");
    const sent = (await record.past.message(key))?.event;
    await engine.commands.move(agent, one, [key], two);
    const messageId = sent?.type === "ReplyWritten" ? sent.messageId : "";
    expect(whereIs(await mail({ inReplyTo: messageId }))).toBe(2);
  });

  test("no, all, or missing messages cannot be moved", async () => {
    const [only] = record.view.messagesIn(one);
    for (const messages of [[], [messageKey("x")], only ? [only] : []]) {
      expect(await engine.commands.split(agent, one, messages, null)).toMatchObject({
        error: { field: "messages" },
      });
    }
  });
});

describe("I-100: the people of messages that leave", () => {
  const rita = "ann@customer.example";
  const bob = "bob@customer.example";
  const eve = "eve@elsewhere.example";
  const zoe = "zoe@elsewhere.example";
  const from = (address: string) => ({ from: { name: "", address } });
  const to = (...list: string[]) => list.map((address) => ({ name: "", address }));
  const taking = (number = one) => ticket(number)?.participants.map(({ address }) => address);
  const known = (number = one) => ticket(number)?.newcomers.map(({ address }) => address);
  const add = async (address: string, number = one) =>
    expect(await engine.commands.addParticipant(agent, number, { name: "", address })).toMatchObject({
      ok: true,
    });
  const replyAll = async (number = one) => {
    const answered = await engine.commands.reply(agent, number, { text: "Yes", all: true });
    const key = (answered.ok && answered.value.message) || messageKey("");
    const sent = (await record.past.message(key))?.event;
    return sent?.type === "ReplyWritten" ? [...sent.to, ...sent.cc].map(({ address }) => address) : [];
  };
  const rebuilt = () => {
    const before = [one, two, three].map((number) => ticket(number));
    record.rebuild();
    expect([one, two, three].map((number) => ticket(number))).toEqual(before);
  };

  beforeEach(async () => {
    await mail({ references: ["<b@x>"], ...from(bob), cc: to(zoe) });
    expect(taking(one)).toEqual([rita]);
    expect(taking(two)).toEqual([bob, zoe]);
  });

  test("leave the target when a merge is undone: a reply to all does not go to them", async () => {
    await engine.commands.merge(agent, two, one);
    expect(taking(one)).toEqual([rita, bob, zoe]);
    expect(await engine.commands.unmerge(agent, two)).toMatchObject({ ok: true });
    expect([taking(one), known(one)]).toEqual([[rita], []]);
    expect(taking(two)).toEqual([bob, zoe]);
    expect(await replyAll(one)).toEqual([rita]);
    rebuilt();
  });

  test("stay if someone added them by hand, or a message that is left there names them", async () => {
    await add(bob);
    await engine.commands.merge(agent, two, one);
    await mail({ references: ["<a@x>"], cc: to(zoe, eve) });
    await engine.commands.unmerge(agent, two);
    expect(taking(one)).toEqual([rita, bob, zoe, eve]);
    rebuilt();
  });

  test("are newcomers again if they were before the merge", async () => {
    await mail({ ...from(bob), references: ["<a@x>"] });
    expect(known(one)).toEqual([bob]);
    await engine.commands.merge(agent, two, one);
    expect([taking(one), known(one)]).toEqual([[rita, bob, zoe], []]);
    await engine.commands.unmerge(agent, two);
    expect([taking(one), known(one)]).toEqual([[rita], [bob]]);
    rebuilt();
  });

  test("leave every ticket that they were merged into, and those of other merges stay", async () => {
    await mail({ messageId: "<c@x>", ...from(eve) });
    await engine.commands.merge(agent, two, one);
    await engine.commands.merge(agent, one, three);
    expect(taking(three)).toEqual([eve, rita, bob, zoe]);
    await engine.commands.unmerge(agent, two);
    expect(taking(three)).toEqual([eve, rita]);
    await engine.commands.unmerge(agent, one);
    expect([taking(three), taking(one), taking(two)]).toEqual([[eve], [rita], [bob, zoe]]);
    rebuilt();
  });

  test("are those who go with a moved message: its author and recipients, and nobody else", async () => {
    const key = await mail({ messageId: "<c@x>", references: ["<a@x>"], cc: to(eve) });
    await mail({ references: ["<a@x>"], cc: to("max@customer.example") });
    await mail({ ...from(bob), references: ["<a@x>"] });
    expect([taking(one), known(one)]).toEqual([[rita, eve, "max@customer.example"], [bob]]);
    await engine.commands.move(agent, one, [key], two);
    expect([taking(two), known(two)]).toEqual([[bob, zoe, rita, eve], []]);
    expect([taking(one), known(one)]).toEqual([[rita, "max@customer.example"], [bob]]);
    await engine.commands.move(agent, two, [key], one);
    expect([taking(two), taking(one)]).toEqual([
      [bob, zoe],
      [rita, "max@customer.example", eve],
    ]);
    rebuilt();
  });

  test("are newcomers where a message is moved if they were where it came from", async () => {
    const key = await mail({ ...from(bob), references: ["<a@x>"], cc: to(eve) });
    expect(await engine.commands.split(agent, one, [key], "Apart")).toMatchObject({ ok: true });
    expect([taking(three), known(three)]).toEqual([[bob], [eve]]);
    expect([taking(one), known(one)]).toEqual([[rita], []]);
    rebuilt();
  });
});
