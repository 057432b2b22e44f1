/** Mail that one of us sent with another program, in every order with the mail that it belongs to. */
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mailbox } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { model } from "../../../test/support/record.ts";
import { ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { readingOrder } from "../../domain/ticket/index.ts";
import { openReplay } from "../../record/replay.ts";
import { inEnglish } from "../../text/index.ts";
import { desk, deskForEachTest, restart } from "../outgoing/testing.ts";
import { replayDecisions } from "./replay.ts";

deskForEachTest();

const ours = { name: "Support", address: mailbox };
const rita = { name: "Rita", address: "rita@customer.example" };
const offer: Partial<ParsedMail> = {
  ...{ messageId: "<offer@desk.example>", from: ours, to: [rita], subject: "Your lamps", text: "Ten lamps?" },
};
const answer: Partial<ParsedMail> = {
  ...{ messageId: "<yes@customer.example>", from: rita, to: [ours], subject: "Re: Your lamps" },
  ...{ inReplyTo: "<offer@desk.example>", references: ["<offer@desk.example>"], text: "Yes, please." },
};
const thanks: Partial<ParsedMail> = {
  ...{ messageId: "<thanks@desk.example>", from: ours, to: [rita], subject: "Re: Your lamps" },
  ...{ inReplyTo: "<yes@customer.example>", text: "They are on their way." },
  references: ["<offer@desk.example>", "<yes@customer.example>"],
};

let count = 0;

/** Accepts a mail, by an import unless another source is given. */
async function accept(parsed: Partial<ParsedMail>, source: string | null = `import:${++count}`) {
  const got = await desk.engine.reception.receive({
    envelope: { from: parsed.from?.address ?? "", to: [mailbox] },
    ...{
      mailbox,
      raw: Buffer.from(JSON.stringify(parsed)),
      peer: { ip: "127.0.0.1", helo: "x", tls: false },
    },
    ...(source === null ? {} : { source }),
  });
  if (!got.ok) throw new Error(inEnglish(got.error));
  return got.value;
}

async function arrives(parsed: Partial<ParsedMail>, source?: string | null) {
  const id = await accept(parsed, source);
  desk.engine.intake.start();
  await desk.engine.intake.idle();
  return () => desk.record.view.mail(id);
}

/** The Message-IDs in a ticket, in the order in which they are shown. */
async function shown(number = 2) {
  const events = await desk.record.journal.ofTicket(ticketNumber(number), 0, 1000);
  return events.flatMap(({ event }) => (event.type === "MessageReceived" ? [event.messageId] : []));
}

const tickets = () => desk.record.view.nextTicketNumber() - 1;

/** Every mail has one outcome, and the journal decides the same again. */
async function addsUp(mails: number): Promise<void> {
  const counts = desk.record.queries.mailOutcomes();
  expect(counts.reduce((sum, one) => sum + one.mails, 0)).toBe(mails + 1);
  expect(counts.find(({ outcome }) => outcome === "queued")?.mails ?? 0).toBe(0);
  const replay = openReplay({ file: join(desk.folder.path, "mailmanager.db"), model });
  try {
    const read = async (raw: Uint8Array) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString())));
    const again = await replayDecisions({ replay, read, since: 0, until: Number.POSITIVE_INFINITY });
    expect(again).toMatchObject({ differences: [], gone: [], failed: [] });
    expect(again.decisions).toBeGreaterThan(mails);
  } finally {
    replay.close();
  }
}

test("I-103: our mail that begins a conversation, imported before its answer, is first in its ticket", async () => {
  const first = await arrives(offer);
  expect(first()).toMatchObject({ outcome: "filed", cause: { code: "sent-mail" } });
  const second = await arrives(answer);
  expect(first()).toMatchObject({ outcome: "ticket", ticket: 2, cause: null });
  expect(second()).toMatchObject({ outcome: "reply", ticket: 2 });
  expect(await shown()).toEqual(["<offer@desk.example>", "<yes@customer.example>"]);
  expect(desk.record.view.ticket(ticketNumber(2))).toMatchObject({ requester: rita, participants: [rita] });
  await addsUp(2);
});

test("I-103: also if the answer is sent to us, and once all of it has been decided nothing more happens", async () => {
  const first = await arrives(offer, "imap:desk/Sent/1/1");
  await arrives(answer, null);
  expect(first()).toMatchObject({ outcome: "ticket", ticket: 2 });
  await arrives({ ...answer, messageId: "<and@customer.example>", text: "And cables." }, null);
  expect(await shown()).toEqual([offer.messageId, answer.messageId, "<and@customer.example>"]);
  expect(tickets()).toBe(2);
  await addsUp(3);
});

test("I-104: our reply that was imported before what it replies to is added after that", async () => {
  const reply = await arrives(thanks);
  expect(reply()).toMatchObject({ outcome: "filed" });
  const first = await arrives({ ...answer, inReplyTo: null, references: [] });
  expect(first()).toMatchObject({ outcome: "ticket", ticket: 2 });
  expect(reply()).toMatchObject({ outcome: "reply", ticket: 2 });
  expect(await shown()).toEqual(["<yes@customer.example>", "<thanks@desk.example>"]);
  await addsUp(2);
});

test("I-103, I-104: in whichever order they are imported, one at a time or at once, all are in one ticket", async () => {
  const mails = [offer, answer, thanks];
  let before = tickets();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.boolean(),
      async (order, together) => {
        const round = ++count;
        const again = (text: string) => text.replace("@", `.${round}@`);
        const now = order.map((at) => {
          const { messageId, inReplyTo, references = [], ...rest } = mails[at] ?? {};
          return {
            ...rest,
            ...{ messageId: again(messageId ?? ""), inReplyTo: inReplyTo ? again(inReplyTo) : null },
            ...{ references: references.map(again), text: `${rest.text} ${round}` },
          };
        });
        if (together) {
          for (const one of now) await accept(one);
          desk.engine.intake.start();
          await desk.engine.intake.idle();
        } else for (const one of now) await arrives(one);
        expect(tickets()).toBe(before + 1);
        before = tickets();
        const found = await shown(before);
        expect(found.toSorted()).toEqual(now.map(({ messageId }) => messageId).sort());
        const at = (which: number) => found.indexOf(now[order.indexOf(which)]?.messageId ?? "");
        // What came into a ticket at once keeps its place; what was filed comes where it belongs.
        if (order.indexOf(0) < order.indexOf(1)) expect(at(0)).toBeLessThan(at(1));
        expect(at(1)).toBeLessThan(at(2));
      },
    ),
    { numRuns: 12 },
  );
  await addsUp(36);
});

test("I-53: what one of us sent comes after its answer: it is not the last word, and is read first", async () => {
  const rest = { inReplyTo: null, references: [] };
  await arrives({ ...answer, ...rest, messageId: "<ask@customer.example>" }, null);
  await arrives({ ...answer, references: ["<ask@customer.example>", "<offer@desk.example>"] }, null);
  await arrives({ ...offer, references: ["<ask@customer.example>"] }, "imap:desk/Sent/1/2");
  expect(desk.record.view.ticket(ticketNumber(2))).toMatchObject({ waitingFor: "desk", messages: 3 });
  const events = await desk.record.journal.ofTicket(ticketNumber(2), 0, 1000);
  const read = readingOrder(events).flatMap(({ event }) =>
    event.type === "MessageReceived" ? [event.messageId] : [],
  );
  expect(read).toEqual(["<ask@customer.example>", offer.messageId, answer.messageId]);
  await addsUp(3);
});

test("I-103: only whom it was sent to brings it back", async () => {
  const first = await arrives(offer);
  const eve = { name: "Eve", address: "eve@elsewhere.example" };
  const other = await arrives({ ...answer, from: eve }, null);
  expect(first()).toMatchObject({ outcome: "filed" });
  expect(other()).toMatchObject({ outcome: "ticket", ticket: 2 });
  expect(await shown()).toEqual([answer.messageId]);
  await addsUp(2);
});

test("I-103: after a power cut between the two decisions, both are made in order", async () => {
  const first = await arrives(offer);
  await desk.engine.intake.stop();
  const id = await accept(answer);
  const because = { type: "MailRequeued", mail: first()?.id, because: id } as const;
  if (because.mail === undefined) throw new Error("no mail");
  await desk.record.commit({ kind: "system", part: "intake" }, () => ({
    events: [{ ticket: null, event: { ...because, mail: because.mail ?? id } }],
    ...{ dependsOn: [], value: undefined },
  }));
  expect(first()?.outcome).toBe("queued");
  await restart();
  desk.engine.intake.start();
  await desk.engine.intake.idle();
  expect(await shown()).toEqual([offer.messageId, answer.messageId]);
  await addsUp(2);
});
