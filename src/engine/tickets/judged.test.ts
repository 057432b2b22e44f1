/** What an agent says about a received message, and what becomes of it. */
import { beforeEach, expect, test } from "vitest";
import { mailbox } from "../../../test/support/engine.ts";
import { type MessageKey, messageKey } from "../../base/ids.ts";
import { authenticated } from "../../domain/intake/testing.ts";
import { ann, desk, deskForEachTest, HOUR, mail, one, replied, restart } from "../outgoing/testing.ts";

deskForEachTest();

const kim = { name: "Kim", address: "kim@customer.example" };
const ticket = () => desk.record.view.ticket(one) ?? expect.fail("no ticket");
const newest = () => Buffer.from(desk.sent.at(-1)?.raw ?? []).toString();

/** A mail in the requester's name that their domain disowns, and that joined the ticket by itself. */
let forged: MessageKey;

beforeEach(async () => {
  const fails = authenticated("customer.example", "fail");
  await restart({ authenticate: () => Promise.resolve(fails) });
  await desk.engine.start();
  const { requester: from } = ticket();
  const forgery = { from, messageId: "<f@x.example>", text: "Pay to this account.", cc: [kim] };
  await mail({ ...forgery, inReplyTo: "<q@customer.example>" });
  const [row] = desk.record.queries.mails({ limit: 1 }).items;
  expect(row).toMatchObject({ outcome: "reply", ticket: one });
  forged = messageKey(row?.id ?? "");
});

async function quoted(): Promise<string> {
  await replied();
  const before = desk.sent.length;
  desk.clock += HOUR;
  await desk.engine.composeDue();
  await expect.poll(() => desk.sent.length).toBeGreaterThan(before);
  return newest();
}

test("I-101: what is said to be genuine is quoted, and whom it names takes part", async () => {
  const without = await quoted();
  expect([without.includes("Pay to this account."), without.includes("<f@x.example>")]).toEqual([
    false,
    false,
  ]);
  expect(ticket().participants).toHaveLength(1);
  const done = await desk.engine.commands.judgeMessage(ann, one, forged, "genuine");
  expect(done).toMatchObject({ ok: true, value: { ticket: one, message: forged } });
  expect(ticket().participants.map(({ address }) => address)).toEqual([
    ticket().requester.address,
    kim.address,
  ]);
  const quoting = await quoted();
  expect([quoting.includes("Pay to this account."), quoting.includes("<f@x.example>")]).toEqual([true, true]);
  // Once is enough.
  const said = async () =>
    (await desk.record.journal.ofTicket(one, 0, 1000)).filter(({ event }) => event.type === "MessageJudged");
  expect((await desk.engine.commands.judgeMessage(ann, one, forged, "genuine")).ok).toBe(true);
  expect(await said()).toHaveLength(1);
});

test("I-101: what is marked as forged is never quoted, and that can be changed", async () => {
  await desk.engine.commands.judgeMessage(ann, one, forged, "genuine");
  await desk.engine.commands.judgeMessage(ann, one, forged, "forged");
  expect(desk.record.view.judged(forged)).toBe("forged");
  expect(await quoted()).not.toContain("Pay to this account.");
  desk.record.rebuild();
  expect(desk.record.view.judged(forged)).toBe("forged");
  await desk.engine.commands.judgeMessage(ann, one, forged, "genuine");
  expect(await quoted()).toContain("Pay to this account.");
});

test("I-101: a message that passes all checks can be forged as well", async () => {
  const [first] = await desk.record.past.conversation(one, 9);
  const sent = first?.event.type === "MessageReceived" ? first.event.message : expect.fail("no message");
  expect((await desk.engine.commands.judgeMessage(ann, one, sent, "forged")).ok).toBe(true);
  expect(await desk.record.past.messageToReplyTo(one)).toBeNull();
});

test("I-101: only what was received in the ticket can be either", async () => {
  const own = await replied();
  expect(await desk.engine.commands.judgeMessage(ann, one, own, "forged")).toMatchObject({
    ...{ ok: false, error: { reason: "message.not-received" } },
  });
  await mail({ messageId: "<other@x.example>", subject: "Other", to: [{ name: "", address: mailbox }] });
  const [row] = desk.record.queries.mails({ limit: 1 }).items;
  const other = messageKey(row?.id ?? "");
  for (const key of [other, messageKey("nothing")])
    expect(await desk.engine.commands.judgeMessage(ann, one, key, "forged")).toMatchObject({
      ...{ ok: false, error: { code: "thing.not-found" } },
    });
});
