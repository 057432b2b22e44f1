/** People who are new in a conversation, from their mail to what goes out. */
import { describe, expect, test } from "vitest";
import { mailbox } from "../../../test/support/engine.ts";
import { type MailId, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { authenticated } from "../../domain/intake/testing.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { inEnglish } from "../../text/index.ts";
import { ann, desk, deskForEachTest, HOUR, mail, one, replied, restart } from "../outgoing/testing.ts";

deskForEachTest();

const eve = { name: "Eve", address: "eve@elsewhere.example" };
const karl = { name: "Karl", address: "karl@customer.example" };
const two = ticketNumber(2);
const reference = "<q@customer.example>";
let counted = 0;

const ticket = (number: TicketNumber = one) => {
  const found = desk.record.view.ticket(number);
  if (!found) throw new Error(`there is no ticket ${number}`);
  return found;
};
const requester = () => ticket().requester;

/** Receives a mail and gives its row. */
async function arrives(parsed: Partial<ParsedMail>) {
  counted += 1;
  await mail({ messageId: `<n${counted}@elsewhere.example>`, ...parsed });
  return desk.record.view.mail(last());
}

function last(): MailId {
  const newest = desk.record.queries.mails({ limit: 1 }).items[0];
  if (!newest) throw new Error("no mail");
  return newest.id;
}

/** Our reply's Message-ID, which everyone knows who received it. */
async function ourMessageId(): Promise<string> {
  await desk.engine.start();
  desk.clock += HOUR;
  const message = await replied({ close: true });
  await leaves();
  const event = (await desk.record.past.message(message))?.event;
  return event?.type === "ReplyWritten" ? event.messageId : "";
}

/** Lets what was written leave. */
async function leaves(): Promise<void> {
  desk.clock += HOUR;
  const before = desk.sent.length;
  await desk.engine.composeDue();
  await expect.poll(() => desk.sent.length).toBeGreaterThan(before);
}

const newest = () => Buffer.from(desk.sent.at(-1)?.raw ?? []).toString();

describe("I-90, I-93: who answers our mail without taking part", () => {
  test("joins, reopens the ticket, and gets nothing, neither by default nor with reply all", async () => {
    const messageId = await ourMessageId();
    const before = desk.sent.length;
    const row = await arrives({
      from: eve,
      references: [messageId],
      cc: [{ name: "", address: "mallory@elsewhere.example" }],
    });
    expect(row).toMatchObject({ outcome: "reply", ticket: 1 });
    expect(ticket()).toMatchObject({ state: "open", requester: requester(), participants: [requester()] });
    await desk.engine.commands.reply(ann, one, { text: "Please wait.", all: true });
    await leaves();
    expect(desk.sent.slice(before).flatMap(({ envelope }) => envelope.to)).toEqual([requester().address]);
  });

  test("I-94: gets replies to all once an agent adds them, until they are removed", async () => {
    const messageId = await ourMessageId();
    await arrives({ from: eve, references: [messageId] });
    const added = await desk.engine.commands.addParticipant(ann, one, { name: "", address: eve.address });
    expect(added).toMatchObject({ ok: true, value: { ticket: 1 } });
    expect(ticket()).toMatchObject({ participants: [requester(), eve], newcomers: [] });
    await desk.engine.commands.reply(ann, one, { text: "Hello both.", all: true });
    await leaves();
    expect(desk.sent.at(-1)?.envelope.to).toEqual([requester().address, eve.address]);
    await desk.engine.commands.removeParticipant(ann, one, eve.address);
    expect(ticket()).toMatchObject({ participants: [requester()], newcomers: [eve] });
    await desk.engine.commands.reply(ann, one, { text: "Hello one.", all: true });
    await leaves();
    expect(desk.sent.at(-1)?.envelope.to).toEqual([requester().address]);
  });

  test("I-94: an addition for an older version of the ticket is refused if someone else wrote", async () => {
    const { version } = ticket();
    await desk.engine.commands.note(ann, one, "Look");
    const late = await desk.engine.commands.addParticipant(ann, one, eve, { ifVersion: version });
    expect(late).toMatchObject({ ok: false, error: { code: "thing.moved-on" } });
  });

  test("I-95: a reply quotes the participant, not the newcomer", async () => {
    const messageId = await ourMessageId();
    await arrives({ from: eve, references: [messageId], text: "Send the money to me" });
    await replied({ text: "We are on it." });
    await leaves();
    expect(newest()).toContain("> It is broken");
    expect(newest()).not.toContain("Send the money");
    await desk.engine.commands.addParticipant(ann, one, eve);
    // To the requester alone, it still does not (I-122).
    await replied({ text: "Not to you." });
    await leaves();
    expect(newest()).not.toContain("Send the money");
    await replied({ text: "Now to you.", cc: [eve] });
    await leaves();
    expect(newest()).toContain("> Send the money to me");
  });

  test("I-24, I-95: a reply neither quotes nor answers what is forged in a participant's name", async () => {
    const messageId = await ourMessageId();
    const authentication = authenticated("customer.example", "fail");
    await restart({ authenticate: () => Promise.resolve(authentication) });
    await desk.engine.start();
    const from = requester();
    const row = await arrives({ from, references: [messageId], text: "Send the money elsewhere" });
    expect(row).toMatchObject({ outcome: "reply", ticket: 1 });
    expect(ticket()).toMatchObject({ state: "open", participants: [from] });
    await replied({ text: "We are on it." });
    await leaves();
    expect(newest()).toContain("> It is broken");
    expect(newest()).not.toContain("Send the money");
    expect(newest()).not.toContain(`<n${counted}@elsewhere.example>`);
  });
});

describe("by a participant's Message-ID", () => {
  test("I-92: a stranger gets a ticket of their own, which says where it may belong", async () => {
    const before = ticket();
    expect(await arrives({ from: eve, references: [reference] })).toMatchObject({
      outcome: "ticket",
      ticket: 2,
    });
    expect(ticket(two)).toMatchObject({ mayBelongTo: 1, requester: eve, state: "new" });
    expect(ticket()).toEqual(before);
  });

  test("I-96: merged into it they are new there, also by their own ticket's token", async () => {
    await arrives({ from: eve, references: [reference] });
    await desk.engine.start();
    desk.clock += HOUR;
    const toEve = await desk.engine.commands.reply(ann, two, { text: "Who are you?" });
    await leaves();
    const event = (await desk.record.past.message((toEve.ok && toEve.value.message) || messageKey("")))
      ?.event;
    const messageId = event?.type === "ReplyWritten" ? event.messageId : "";
    expect(await desk.engine.commands.merge(ann, two, one)).toMatchObject({ ok: true });
    expect(ticket()).toMatchObject({ participants: [requester()], newcomers: [{ address: eve.address }] });
    expect(await arrives({ from: eve, references: [messageId] })).toMatchObject({
      outcome: "reply",
      ticket: 1,
    });
    expect(ticket().participants).toEqual([requester()]);
  });

  test("I-91: a colleague of the requester joins, and so do those whom they addressed", async () => {
    expect(await arrives({ from: karl, cc: [eve], references: [reference] })).toMatchObject({ ticket: 1 });
    expect(ticket()).toMatchObject({ participants: [requester()], newcomers: [karl, eve] });
    expect(await arrives({ from: eve, references: [reference] })).toMatchObject({
      outcome: "reply",
      ticket: 1,
    });
  });

  test("I-20: a Message-ID without an @ matches nothing, even if it is in a ticket", async () => {
    await arrives({ messageId: "<first>", from: requester(), references: [reference] });
    await arrives({ from: requester(), references: ["<first>"], inReplyTo: "<first>" });
    expect(ticket(two)).toMatchObject({ mayBelongTo: null, requester: requester() });
  });
});

describe("mail that is held for a ticket", () => {
  /** A mail from an agent's address without proof waits, naming the ticket (I-26). */
  async function heldMail(more: Partial<ParsedMail> = {}): Promise<MailId> {
    const made = await desk.engine.people.createUser(system("test"), {
      ...{ user: `u${counted}`, name: "Uma", email: `u${counted}@desk.example`, role: "agent" },
      password: { hash: "x" },
    });
    if (!made.ok) throw new Error(inEnglish(made.error));
    const from = { name: "Uma", address: `u${counted}@desk.example` };
    expect(await arrives({ from, references: [reference], ...more })).toMatchObject({
      outcome: "held",
      candidate: 1,
    });
    return last();
  }

  test("I-97: counts with its To and Cc until it is decided about", async () => {
    const held = await heldMail({ to: [{ name: "", address: mailbox }], cc: [eve] });
    expect(await arrives({ from: eve, references: [reference] })).toMatchObject({
      outcome: "reply",
      ticket: 1,
    });
    const zoe = { name: "", address: "zoe@elsewhere.example" };
    const other = await heldMail({ cc: [zoe] });
    for (const id of [held, other]) await desk.engine.commands.fileHeld(ann, id);
    expect(await arrives({ from: zoe, references: [reference] })).toMatchObject({
      outcome: "ticket",
      ticket: 2,
    });
  });

  test("I-98: is added together, as newcomers' mail (I-99)", async () => {
    await heldMail();
    await heldMail();
    expect(desk.record.queries.candidateGroups(10)).toMatchObject([{ candidate: 1, mails: 2 }]);
    const decided = await desk.engine.commands.decideHeldFor(ann, one, { kind: "join", ticket: one });
    expect(decided).toEqual({ ok: true, value: { done: 2, left: 0 } });
    expect(ticket()).toMatchObject({ messages: 3, participants: [requester()] });
    expect(ticket().newcomers).toHaveLength(2);
    const none = { ok: true, value: { done: 0, left: 0 } };
    expect(await desk.engine.commands.decideHeldFor(ann, one, { kind: "file" })).toEqual(none);
  });

  test.each(["open", "file"] as const)("I-98: or all the same otherwise: %s", async (kind) => {
    const mails = [await heldMail(), await heldMail()];
    expect(await desk.engine.commands.decideHeldFor(ann, one, { kind })).toMatchObject({
      value: { done: 2 },
    });
    const outcomes = mails.map((id) => desk.record.view.mail(id)?.outcome);
    expect(outcomes).toEqual(kind === "open" ? ["ticket", "ticket"] : ["filed", "filed"]);
  });

  test("I-98: a single one is not a group", async () => {
    await heldMail();
    expect(desk.record.queries.candidateGroups(10)).toEqual([]);
  });

  test("mail held by an earlier release for want of a participant can still be decided about", async () => {
    await desk.engine.stop();
    desk.engine.intake.start();
    const cause = { code: "not-a-participant", ticket: one, address: eve.address } as const;
    await desk.record.commit({ kind: "system", part: "intake" }, () => ({
      events: [
        {
          ticket: null,
          event: {
            ...{ type: "MailHeld", mail: last(), reason: "possible-follow-up", cause, candidate: one },
            ...{ from: eve, subject: "" },
          },
        },
      ],
      dependsOn: [],
      value: undefined,
    }));
    expect(await desk.engine.commands.decideHeldFor(ann, one, { kind: "file" })).toMatchObject({
      value: { done: 1, left: 0 },
    });
  });
});
