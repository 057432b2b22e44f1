import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { composeMail } from "../../../test/support/compose.ts";
import { captureLog, mailbox } from "../../../test/support/engine.ts";
import type { MessageKey } from "../../base/ids.ts";
import { system } from "../../domain/policy/index.ts";
import type { Compose } from "./draft.ts";
import {
  ann,
  bob,
  desk,
  deskForEachTest,
  HOUR,
  mail,
  one,
  replied,
  reply,
  restart,
  types,
  undoFor,
} from "./testing.ts";

deskForEachTest();

const written = async (key: MessageKey) => {
  const event = (await desk.record.past.message(key))?.event;
  if (event?.type !== "ReplyWritten") throw new Error("no reply");
  return event;
};
const bytesOf = async (key: MessageKey): Promise<Buffer> => {
  const composed = await desk.record.past.composed(key);
  const raw = composed && (await desk.record.blob(composed.raw));
  if (!raw) throw new Error("not composed");
  return Buffer.from(raw);
};
const version = () => desk.record.view.ticket(one)?.version ?? 0;

describe("a reply", () => {
  test("has a plus address for answers and bounces, unless the mailbox says that those do not arrive", async () => {
    const composed = async () => {
      const key = await replied({ text: "See there." });
      await desk.engine.composeDue();
      const parsed = await simpleParser(await bytesOf(key));
      return [
        parsed.replyTo?.value[0]?.address,
        (await desk.record.past.composed(key))?.sender,
        parsed.messageId,
      ];
    };
    const [local = "", domain = ""] = mailbox.split("@");
    expect(await composed()).toEqual([
      expect.stringMatching(new RegExp(`^${local}\\+t1\\.[a-z2-7]{24}@${domain}$`)),
      expect.stringMatching(new RegExp(`^${local}\\+b1\\.`)),
      expect.stringMatching(/^<t1\./),
    ]);
    expect(
      await desk.engine.settings.saveMailbox(system("test"), { address: mailbox, plusAddresses: false }),
    ).toMatchObject({
      ok: true,
    });
    expect(await composed()).toEqual([mailbox, mailbox, expect.stringMatching(/^<t1\.[a-z2-7]{24}\./)]);
  });

  test("to its own mailbox alone is refused, and a copy for it beside someone else is not", async () => {
    const [local = "", domain = ""] = mailbox.split("@");
    for (const address of [mailbox, `${local.toUpperCase()}+scan@${domain}`]) {
      expect(await reply({ text: "Hello", to: [{ name: "", address }] })).toMatchObject({
        error: { reason: "reply.to-ourselves", field: "to" },
      });
    }
    const key = await replied({ text: "Hello", cc: [{ name: "", address: mailbox }] });
    expect((await written(key)).to).toMatchObject([{ address: "ann@customer.example" }]);
  });

  test("is recorded with its files in one commit, then composed, then delivered", async () => {
    const bytes = Buffer.from("how to switch it on");
    const key = await replied({
      text: "See there.\r\n",
      cc: [{ name: "", address: "cc@customer.example" }],
      attachments: [{ name: "manual.txt", type: "text/plain", bytes }],
    });
    expect(await types()).toEqual([
      "TicketOpened",
      "MessageReceived",
      "ReplyWritten",
      "StateChanged",
      "Changed",
    ]);
    expect(await written(key)).toMatchObject({
      text: "See there.",
      html: null,
      to: [{ address: "ann@customer.example" }],
      subject: "Re: Broken",
      automatic: false,
      leaveAt: desk.clock,
    });
    expect(desk.record.view.deliveries(key).map(({ state, nextAt }) => [state, nextAt])).toEqual([
      ["waiting", null],
      ["waiting", null],
    ]);
    expect(desk.record.view.ticketsByMessageId((await written(key)).messageId)).toEqual([1]);

    await desk.engine.composeDue();
    const parsed = await simpleParser(await bytesOf(key));
    expect(parsed).toMatchObject({
      messageId: (await written(key)).messageId,
      inReplyTo: "<q@customer.example>",
      subject: "Re: Broken",
      attachments: [{ filename: "manual.txt", content: bytes }],
    });
    expect(parsed.text).toMatch(/^See there\.\n\nOn .* wrote:\n> It is broken\n$/);
    expect((await types()).at(-1)).toBe("ReplyComposed");

    await desk.engine.start();
    await expect
      .poll(() => desk.record.view.deliveries(key).map(({ state }) => state))
      .toEqual(["delivered", "delivered"]);
    expect(desk.sent).toMatchObject([{ envelope: { to: ["ann@customer.example", "cc@customer.example"] } }]);
    expect(Buffer.from(desk.sent[0]?.raw ?? [])).toEqual(await bytesOf(key));
  });

  test("is composed for the conversation at the time of sending", async () => {
    const key = await replied({ sendAt: desk.clock + HOUR });
    await mail({ messageId: "<more@customer.example>", references: ["<q@customer.example>"], text: "Hurry" });
    desk.clock += HOUR;
    await desk.engine.composeDue();
    const parsed = await simpleParser(await bytesOf(key));
    expect([parsed.inReplyTo, parsed.references]).toEqual([
      "<more@customer.example>",
      ["<q@customer.example>", "<more@customer.example>"],
    ]);
    expect(parsed.text).toContain("> Hurry");
  });

  test("I-122: quotes what its recipients wrote or got, not what another participant wrote to us alone", async () => {
    const per = { name: "Per", address: "per@customer.example" };
    const references = ["<q@customer.example>"];
    await mail({ messageId: "<2@customer.example>", references, cc: [per], text: "Per knows more" });
    await mail({
      messageId: "<3@customer.example>",
      references,
      from: per,
      text: "Between us: she is wrong",
    });
    const quotedIn = async (cc: readonly (typeof per)[]) => {
      const key = await replied({ text: "I see.", cc });
      await desk.engine.composeDue();
      const { text = "" } = await simpleParser(await bytesOf(key));
      return text.split("\n").filter((line) => line.startsWith(">"));
    };
    expect(await quotedIn([])).toEqual(["> Per knows more"]);
    expect(await quotedIn([per])).toEqual(["> Between us: she is wrong"]);
  });

  test("quotes in the mailbox's language", async () => {
    const german = { address: mailbox, name: "Desk", acknowledge: false, signature: "", language: "de-AT" };
    expect((await desk.engine.settings.saveMailbox(system("test"), german)).ok).toBe(true);
    const key = await replied({ text: "Siehe dort." });
    await desk.engine.composeDue();
    const { text, html } = await simpleParser(await bytesOf(key));
    expect(text).toMatch(/^Siehe dort\.\n\nAm .* UTC schrieb .*ann@customer\.example>?:\n> It is broken\n$/);
    expect(html).toContain("schrieb");
  });

  test("never waits for composing, and does not fail because others reply at the same time", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const order: string[] = [];
    const slow: Compose = async (draft) => {
      await held;
      order.push(draft.text.split("\n")[0] ?? "");
      return composeMail(draft);
    };
    await restart({ compose: slow });
    await desk.engine.start();
    const texts = Array.from({ length: 50 }, (_, n) => `Reply ${n}`);
    const done = await Promise.all(texts.map((text) => reply({ text })));
    expect(done.every((one) => one.ok)).toBe(true);
    expect(order).toEqual([]);
    release();
    await desk.engine.composeDue();
    expect(order).toEqual(texts);
    const keys = desk.record.view.messagesIn(one).slice(1);
    const parsed = await Promise.all(keys.map((key) => bytesOf(key).then((bytes) => simpleParser(bytes))));
    for (const [n, { inReplyTo }] of parsed.entries()) {
      expect(inReplyTo).toBe(n === 0 ? "<q@customer.example>" : parsed[n - 1]?.messageId);
    }
  });

  test("costs no more to compose in a long conversation of long mails", async () => {
    const size = async (rounds: number) => {
      for (let n = 0; n < rounds; n++) {
        await mail({
          messageId: `<${desk.mails}@customer.example>`,
          references: ["<q@customer.example>"],
          text: "A line of what was quoted again and again\n".repeat(3000 * (desk.mails + 1)),
        });
        await replied({ text: `Reply ${desk.mails}` });
        await desk.engine.composeDue();
      }
      return (await bytesOf(await composedReply())).length;
    };
    const short = await size(4);
    expect(short).toBeGreaterThan(50_000);
    expect(await size(4)).toBeLessThan(short * 1.1);
  });

  test("refers to at most 60 messages, the first among them", async () => {
    for (let n = 0; n < 70; n++) await replied({ text: `Reply ${n}` });
    await desk.engine.composeDue();
    const key = await composedReply();
    const { references = [] } = await simpleParser(await bytesOf(key));
    expect([references.length, references[0]]).toEqual([60, "<q@customer.example>"]);
    expect(references.at(-1)).toBe((await desk.record.past.composed(key))?.inReplyTo);
  });

  /** One more reply to the whole conversation. */
  async function composedReply(): Promise<MessageKey> {
    const key = await replied({ text: "The last one" });
    await desk.engine.composeDue();
    return key;
  }
});

describe("a crash", () => {
  test("between writing and composing loses nothing, and the mail has the recorded Message-ID", async () => {
    const key = await replied();
    const promised = (await written(key)).messageId;
    // Even while it is being composed.
    const log = captureLog();
    await restart({
      log,
      compose: async () => {
        throw new Error("the power is cut here");
      },
    });
    await desk.engine.composeDue();
    expect(log.lines.join("\n")).toContain("a reply could not be processed; it is tried again");
    await restart();
    await desk.engine.start();
    await expect.poll(() => desk.sent.length).toBe(1);
    expect((await simpleParser(Buffer.from(desk.sent[0]?.raw ?? []))).messageId).toBe(promised);
    expect((await types()).filter((type) => type === "ReplyComposed").length).toBe(1);
  });

  test("between composing and delivering sends the same bytes once", async () => {
    const key = await replied();
    await desk.engine.composeDue();
    const bytes = await bytesOf(key);
    await restart();
    await desk.engine.start();
    await expect
      .poll(() => desk.record.view.deliveries(key).map(({ state }) => state))
      .toEqual(["delivered"]);
    expect(desk.sent.map(({ raw }) => Buffer.from(raw))).toEqual([bytes]);
  });

  test("while composing one reply does not block others", async () => {
    const log = captureLog();
    await restart({
      log,
      compose: (draft) =>
        draft.text.startsWith("Bad") ? Promise.reject(new Error("cannot be written")) : composeMail(draft),
    });
    const bad = await replied({ text: "Bad" });
    const good = await replied({ text: "Good" });
    await desk.engine.composeDue();
    expect(await desk.record.past.composed(bad)).toBeNull();
    expect(await desk.record.past.composed(good)).not.toBeNull();
  });
});

describe("the same form", () => {
  const form = { text: "Once.", to: [{ name: "", address: "ann@customer.example" }], nonce: "f".repeat(32) };

  test("sent twice is one reply with one outcome, also after a restart", async () => {
    const [first, again] = await Promise.all([reply(form), reply(form)]);
    expect(again.ok && first.ok && again.value.message).toBe(first.ok && first.value.message);
    await desk.engine.composeDue();
    await restart();
    const late = await reply(form, ann, { ifVersion: 2 });
    expect(late.ok && late.value.message).toBe(first.ok && first.value.message);
    expect((await types()).filter((type) => type === "ReplyWritten").length).toBe(1);
  });

  test("with another text is another reply", async () => {
    await replied(form);
    expect(await reply({ ...form, text: "Something else" })).toMatchObject({
      error: { code: "thing.moved-on", reason: "ticket.moved.replied", params: { name: "ANN" } },
    });
    expect(await reply({ ...form, text: "Something else", nonce: "e".repeat(32) })).toMatchObject({
      ok: true,
    });
  });
});

describe("the same form, sent again for something else", () => {
  const form = { text: "Once.", nonce: "f".repeat(32) };
  const bea = { name: "Bea", address: "bea@customer.example" };
  const moved = { error: { code: "thing.moved-on", reason: "ticket.moved.replied" } };
  const replies = async () => (await types()).filter((type) => type === "ReplyWritten").length;

  test.each([
    ["to close as well", {}, { close: true }],
    ["not to close", { close: true }, {}],
    ["later", {}, { sendAt: 1_700_000_000_000 + HOUR }],
    ["now", { sendAt: 1_700_000_000_000 + HOUR }, {}],
    ["only if nobody replies first", {}, { unlessAnswered: true }],
    ["to the default recipients", { to: [bea] }, {}],
    ["to someone else", {}, { to: [bea] }],
    ["with a copy", {}, { cc: [bea] }],
    ["without a copy", { cc: [bea] }, {}],
  ])("%s, is refused, and nothing is done", async (_, first, second) => {
    await replied({ ...form, ...first });
    const before = version();
    expect(await reply({ ...form, ...second })).toMatchObject(moved);
    expect([version(), await replies()]).toEqual([before, 1]);
  });

  test("to everyone, is refused; again to everyone is the same reply", async () => {
    await mail({ references: ["<q@customer.example>"], cc: [bea] });
    const key = await replied({ ...form, all: true });
    expect((await written(key)).cc).toMatchObject([bea]);
    expect(await reply({ ...form, all: true })).toMatchObject({ value: { message: key } });
    expect(await reply(form)).toMatchObject(moved);
    const other = { ...form, nonce: "e".repeat(32) };
    await replied(other);
    expect(await reply({ ...other, all: true })).toMatchObject(moved);
    expect(await replies()).toBe(2);
  });

  test("at the same time as before, is the same reply however late it comes", async () => {
    await undoFor(10_000);
    const later = { ...form, sendAt: desk.clock + HOUR };
    const soon = { ...form, nonce: "e".repeat(32) };
    const keys = [await replied(later), await replied(soon)];
    desk.clock += 60_000;
    expect([
      await reply(later),
      await reply(soon),
      await reply({ ...soon, sendAt: desk.clock }),
    ]).toMatchObject([{ value: { message: keys[0] } }, { value: { message: keys[1] } }, moved]);
  });

  test("after the reply was taken back, is refused", async () => {
    const later = { ...form, sendAt: desk.clock + HOUR };
    const key = await replied(later);
    await desk.engine.commands.takeBack(ann, one, key);
    expect(await reply(later)).toMatchObject({ error: { code: "ticket.state", reason: "reply.taken-back" } });
    expect(await replies()).toBe(1);
  });
});

describe("two agents who reply at once", () => {
  test("the second sees who replied, and can send anyway", async () => {
    const seen = { ifVersion: version(), allow: { own: true } };
    const [first, second] = await Promise.all([reply({}, ann, seen), reply({ text: "Mine" }, bob, seen)]);
    expect([first, second]).toMatchObject([
      { ok: true },
      { error: { code: "thing.moved-on", reason: "ticket.moved.replied", params: { name: "ANN" } } },
    ]);
    expect(await reply({ text: "Mine" }, bob, { ifVersion: version(), allow: { own: true } })).toMatchObject({
      ok: true,
    });
  });

  test("automatic changes and one's own notes do not count", async () => {
    await replied();
    const seen = version();
    await desk.engine.start();
    await expect.poll(async () => (await types()).at(-1)).toBe("DeliveryAttempted");
    expect(await reply({}, bob, { ifVersion: seen })).toMatchObject({ ok: true });
    const then = version();
    await desk.engine.commands.note(bob, one, "mine");
    expect(await reply({ text: "a" }, bob, { ifVersion: then })).toMatchObject({
      error: { reason: "ticket.moved.noted", params: { name: "BOB" } },
    });
    expect(await reply({ text: "a" }, bob, { ifVersion: then, allow: { own: true } })).toMatchObject({
      ok: true,
    });
  });

  test("a customer's mail counts, and so does an invalid version", async () => {
    const seen = version();
    await mail({ references: ["<q@customer.example>"] });
    expect(await reply({}, ann, { ifVersion: seen, allow: { own: true } })).toMatchObject({
      error: { code: "thing.moved-on", reason: "ticket.moved.wrote", params: { name: "Ann" } },
    });
    expect(await reply({}, ann, { ifVersion: version() + 1 })).toMatchObject({
      error: { code: "thing.moved-on" },
    });
  });
});

test("a reply to all goes to the requester and everyone else in the conversation, but not to ourselves", async () => {
  await mail({
    references: ["<q@customer.example>"],
    to: [
      { name: "", address: mailbox },
      { name: "Cy", address: "cy@customer.example" },
    ],
    cc: [{ name: "", address: "dee@customer.example" }],
  });
  await mail({ references: ["<q@customer.example>"], from: { name: "Cy", address: "cy@customer.example" } });
  const key = await replied({ all: true });
  expect((await written(await replied())).to).toEqual([{ name: "Ann", address: "ann@customer.example" }]);
  expect((await written(key)).to).toEqual([{ name: "Ann", address: "ann@customer.example" }]);
  expect((await written(key)).cc.map(({ address }) => address)).toEqual([
    "cy@customer.example",
    "dee@customer.example",
  ]);
});

test("everyone else of a reply to all does not get it twice where it goes to somebody else", async () => {
  const cc = [{ name: "Cy", address: "Cy@customer.example" }];
  await mail({ references: ["<q@customer.example>"], cc });
  const key = await replied({ all: true, to: cc });
  expect((await written(key)).cc).toEqual([{ name: "Ann", address: "ann@customer.example" }]);
});

test.each([
  ["<p><br></p>", ""],
  ["<p>&nbsp;\u200b</p><div>&#8203;</div>", "\u200b"],
  ["<script>alert(1)</script>", ""],
  ["<p> </p>", "Something else"],
])("a reply whose HTML %s has nothing to read is refused like an empty text", async (html, text) => {
  expect(await reply({ html, text })).toMatchObject({ error: { reason: "reply.text" } });
  expect(await types()).not.toContain("ReplyWritten");
});
