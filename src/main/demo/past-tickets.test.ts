/** Tickets that are written down, not played: they read as if they had been played. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { workerEntry } from "../../app/assets.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { ticketNumber } from "../../base/ids.ts";
import { compose, hashed } from "../../edges/delivery/compose.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { defaultLimits } from "../../edges/mime/limits.ts";
import { readMail } from "../../edges/mime/read.ts";
import { dataOver } from "../../engine/data.ts";
import type { OpenRecord } from "../../record/record.ts";
import { createClock, fillDemo } from "./index.ts";

const TICKETS = 900;
const PLAYED = 20;
const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts"), workers: 1 });
let record: OpenRecord;

beforeAll(async () => {
  const clock = createClock(0);
  record = openData(testFolder(), { now: clock.now });
  await fillDemo(
    {
      data: dataOver(record),
      clock,
      compose: hashed(compose),
      read: reader.read,
      randomBytes: pooledRandomBytes(),
    },
    {
      ...{ tickets: TICKETS, played: PLAYED, end: Date.UTC(2029, 4, 9, 14) },
      ...{ adminPassword: "administrator's own", agentPassword: "one for all of them" },
      progress: () => {},
      signal: new AbortController().signal,
    },
  );
});
afterAll(async () => {
  record.close();
  await reader.close();
});

const events = async () => await record.journal.read(0, 1_000_000);

it("are as many as were wished for, the earlier ones closed, with numbers in order of time", async () => {
  const opened = (await events()).flatMap(({ event }) =>
    event.type === "TicketOpened" ? [event.number] : [],
  );
  expect(opened).toEqual(Array.from({ length: TICKETS }, (_, i) => i + 1));
  const past = opened.slice(0, TICKETS - PLAYED).map((number) => record.view.ticket(ticketNumber(number)));
  expect(past.filter((ticket) => ticket?.state !== "closed").length).toBeLessThan(TICKETS / 50);
});

it("stand in the journal in ascending time, and its chain holds", async () => {
  expect(await record.journal.verify()).toMatchObject({ ok: true });
  const times = (await events()).map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

it("have mails that our own reader reads as recorded", async () => {
  const all = await events();
  const raw = new Map(
    all.flatMap(({ event }) => (event.type === "MailReceived" ? [[event.mail, event.sha256] as const] : [])),
  );
  const received = all.flatMap(({ event, ticket }) =>
    event.type === "MessageReceived" && (ticket ?? 0) <= TICKETS - PLAYED ? [event] : [],
  );
  expect(received.length).toBeGreaterThan(TICKETS - PLAYED);
  for (const event of received) {
    const bytes = await record.blob(raw.get(event.mail) ?? expect.fail("no such mail"));
    const mail = readMail(Buffer.from(bytes ?? expect.fail("no bytes")), defaultLimits);
    expect(mail).toMatchObject({
      ...{ messageId: event.messageId, inReplyTo: event.inReplyTo, references: event.references },
      ...{ from: event.from, to: event.to, cc: event.cc, subject: event.subject, date: event.date },
      ...{ automatic: false, attachments: [] },
    });
    expect(mail.text.trim()).toBe(event.text);
    expect(mail.reply.trim()).toBe(event.reply ?? event.text);
  }
});

it("wait for nothing: no mail, reply or delivery of theirs is due", () => {
  expect(record.queries.intakeQueue().depth).toBe(0);
  expect(record.view.repliesDue(Date.UTC(2029, 4, 9, 15), 10)).toEqual([]);
});
