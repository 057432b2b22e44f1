import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adminCaller, agentCaller, byToken } from "../../../test/support/callers.ts";
import { engineOver, limitFlood, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { type MailId, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { blobOf } from "../../record/new-blob.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

const minute = 60_000;
const ann = agentCaller("ann");

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let clock: number;
let sent: number;
const openEngine = async () => {
  // The record's clock decides; intake's own clock times bursts and has to keep running.
  engine = engineOver(record, {
    read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
  });
  await engine.start();
};
beforeEach(async () => {
  folder = dataFolder();
  clock = Date.UTC(2026, 10, 23, 12);
  sent = 0;
  record = recordIn(folder.path, () => clock);
  await openEngine();
  await setUp(engine);
  await limitFlood(engine, 20);
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function mail(parsed: Partial<ParsedMail>, source?: string): Promise<MailId> {
  sent += 1;
  const raw = Buffer.from(JSON.stringify({ messageId: `<${sent}@x.example>`, ...parsed }));
  const received = await engine.reception.receive({
    envelope: { from: parsed.from?.address ?? "", to: [mailbox] },
    mailbox,
    raw,
    peer: { ip: "192.0.2.1", helo: "x", tls: false },
    ...(source === undefined ? {} : { source }),
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  await engine.intake.idle();
  return received.value;
}

const plant = { name: "Plant", address: "monitor@plant.example" };
const row = (id: MailId) => record.view.mail(id);
const outcomes = () =>
  Object.fromEntries(record.queries.mailOutcomes().map(({ outcome, mails }) => [outcome, mails]));
const sum = () => record.queries.mailOutcomes().reduce((all, { mails }) => all + mails, 0);

describe("one content from one sender", () => {
  const pump = { from: plant, subject: "Pump 17 is too hot", text: "Above 90 degrees." };

  test("I-32: is held as a group after the first few, and touches no ticket, least of all a closed one", async () => {
    for (let n = 0; n < 5; n++) await mail(pump);
    expect((await engine.commands.change(ann, ticketNumber(1), { state: "closed" })).ok).toBe(true);
    for (let n = 0; n < 45; n++) await mail(pump);
    expect(outcomes()).toEqual({ ticket: 5, held: 45 });
    expect(record.view.ticket(ticketNumber(1))).toMatchObject({ messages: 1, state: "closed" });
    expect(record.queries.floodGroups(10)).toMatchObject([
      { from: plant.address, mails: 45, candidate: 1, cause: { code: "flood-repeated" } },
    ]);
    expect(sum()).toBe(50);
    // Other mail of the same sender is none of it.
    expect(row(await mail({ ...pump, text: "Above 95 degrees." }))).toMatchObject({ outcome: "ticket" });
  });

  test("I-32: continues past the window, and creates a ticket again after a pause", async () => {
    for (let n = 0; n < 30; n++) {
      await mail(pump);
      clock += minute;
    }
    expect(outcomes()).toEqual({ ticket: 5, held: 25 });
    clock += 10 * minute;
    expect(row(await mail(pump))).toMatchObject({ outcome: "ticket" });
  });

  test.each([
    ["invoices", "Your invoice", (n: number) => ({ text: `Invoice ${n}: ${n * 7} euros` })],
    ["web forms", "New message", (n: number) => ({ text: `Customer ${n} asks something` })],
    [
      "photos without a subject",
      "",
      (n: number) => ({
        text: "",
        attachments: [...[{ id: "2", name: "photo.jpg", type: "image/jpeg", size: n, inline: false }]].map(
          (one) => ({ ...one, sha256: blobOf(Buffer.from(`photo ${n}`)).sha256 }),
        ),
      }),
    ],
  ])("I-33: nine %s with one subject are nine tickets", async (_, subject, what) => {
    for (let n = 1; n <= 9; n++) await mail({ from: plant, subject, ...what(n) });
    expect(outcomes()).toEqual({ ticket: 9 });
  });
});

describe("many subjects from one sender", () => {
  const flood = async (count: number) => {
    const ids: MailId[] = [];
    for (let n = 0; n < count; n++) ids.push(await mail({ from: plant, subject: `Case ${sent}` }));
    return ids;
  };

  test("are held beyond the limit as one group with the first ticket; other senders are not affected", async () => {
    const ids = await flood(50);
    expect(outcomes()).toEqual({ ticket: 20, held: 30 });
    const last = ids.at(-1);
    expect(last && row(last)).toMatchObject({ reason: "flood", candidate: 1, fromAddress: plant.address });
    expect(record.queries.floodGroups(10)).toMatchObject([
      { from: plant.address, mails: 30, subject: "Case 49", candidate: 1 },
    ]);
    const other = await mail({ from: { name: "Bea", address: "bea@plant.example" }, subject: "Mine" });
    expect(row(other)).toMatchObject({ outcome: "ticket" });
    expect(sum()).toBe(51);
  });

  test("are held beyond a larger limit if set, and never without one", async () => {
    await limitFlood(engine, 250);
    await flood(253);
    expect(outcomes()).toEqual({ ticket: 250, held: 3 });
    await limitFlood(engine, 0);
    await flood(30);
    expect(outcomes()).toEqual({ ticket: 280, held: 3 });
  });

  test("continue to be held while they arrive, and create tickets again after a pause", async () => {
    await flood(21);
    for (let n = 0; n < 30; n++) {
      clock += minute;
      await flood(1);
    }
    expect(outcomes()).toEqual({ ticket: 20, held: 31 });
    clock += 11 * minute;
    await flood(1);
    expect(outcomes()).toEqual({ ticket: 21, held: 31 });
  });

  test("a reply to a ticket is added as usual", async () => {
    await flood(25);
    const answer = await mail({ from: plant, subject: "Re: Case 3", inReplyTo: "<3@x.example>" });
    expect(row(answer)).toMatchObject({ outcome: "reply", ticket: 3 });
  });

  test("a web form with the customer in Reply-To is not a flood", async () => {
    for (let n = 0; n < 40; n++) {
      const replyTo = [{ name: "", address: `customer${n}@elsewhere.example` }];
      await mail({ from: { name: "Form", address: "form@desk.example" }, replyTo, subject: "Question" });
    }
    expect(outcomes()).toEqual({ ticket: 40 });
  });

  test("imported and old fetched mail is not a flood, however fast it arrives", async () => {
    for (let n = 0; n < 30; n++) await mail({ from: plant, subject: `Old ${n}` }, `import:${n}`);
    const date = clock - 3 * 24 * 60 * minute;
    for (let n = 0; n < 30; n++)
      await mail({ from: plant, subject: `Older ${n}`, date }, `imap:x/INBOX/1/${n}`);
    expect(outcomes()).toEqual({ ticket: 60 });
  });

  test("I-46: a group is added to one ticket, becomes tickets, or is archived; nothing is lost", async () => {
    const decide = (what: Parameters<Engine["commands"]["decideFloodGroup"]>[2]) =>
      engine.commands.decideFloodGroup(ann, plant.address, what);
    await flood(25);
    expect(await decide({ kind: "join", ticket: ticketNumber(99) })).toMatchObject({
      ok: false,
      error: { reason: "ticket.unknown", params: { number: 99 } },
    });
    expect(await decide({ kind: "join", ticket: ticketNumber(1) })).toEqual(ok({ done: 5, left: 0 }));
    expect(outcomes()).toEqual({ ticket: 20, reply: 5 });
    await flood(3);
    expect(await decide({ kind: "open" })).toEqual(ok({ done: 3, left: 0 }));
    await flood(2);
    expect(await decide({ kind: "file" })).toEqual(ok({ done: 2, left: 0 }));
    expect(outcomes()).toEqual({ ticket: 23, reply: 5, filed: 2 });
    expect(sum()).toBe(30);
    expect(await decide({ kind: "file" })).toMatchObject({ ok: false });
    const reader = byToken("ann", "agent", "read");
    await flood(1);
    expect(await engine.commands.decideFloodGroup(reader, plant.address, { kind: "file" })).toMatchObject({
      ok: false,
      error: { code: "permission.denied" },
    });
  });
});

test("a mail bomb with forged senders: every mail has an outcome, and hardly any gets an auto-reply", async () => {
  await engine.settings.saveMailbox(adminCaller("ann"), { address: mailbox, acknowledge: true });
  const bomb = Array.from({ length: 2100 }, (_, n) => `victim${n}@elsewhere.example`);
  await Promise.all(
    bomb.map((address) =>
      engine.reception.receive({
        envelope: { from: address, to: [mailbox] },
        mailbox,
        raw: Buffer.from(JSON.stringify({ from: { name: "", address }, subject: "Bomb" })),
        peer: { ip: "192.0.2.1", helo: "x", tls: false },
      }),
    ),
  );
  await engine.intake.idle();
  expect(outcomes()).toEqual({ ticket: 2100 });
  const replies = record.view.automaticReplies("nobody@elsewhere.example", clock - minute);
  expect(replies.toAll).toBe(2000);
});
