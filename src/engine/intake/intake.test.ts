import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { captureLog, engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import type { ReadMail } from "./reader.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine | undefined;

beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path);
});

afterEach(async () => {
  await engine?.stop();
  engine = undefined;
  record.close();
  folder.remove();
});

/** Reads the test's own mails, whose raw bytes are "subject|milliseconds"; "bad" cannot be read. */
const read: ReadMail = async (raw) => {
  const [subject = "", wait = "0"] = Buffer.from(raw).toString().split("|");
  if (wait !== "0") await new Promise((resolve) => setTimeout(resolve, Number(wait)));
  if (subject.startsWith("bad")) return refuse(fault("mail.unreadable", { cause: new Error("by design") }));
  return ok(parsedMail({ subject, messageId: `<${subject}@x.example>` }));
};

const peer = { ip: "127.0.0.1", helo: "x", tls: false };

async function send(to: string, text: string, from = "ann@customer.example"): Promise<string> {
  if (!engine) throw new Error("no engine");
  const received = await engine.reception.receive({
    envelope: { from, to: [to] },
    mailbox: to,
    raw: Buffer.from(text),
    peer,
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  return received.value;
}

async function start(parts: Parameters<typeof engineOver>[1] = {}): Promise<Engine> {
  engine = engineOver(record, { read, ...parts });
  if (record.view.hostname() === null) {
    await setUp(engine);
    await engine.settings.saveMailbox(system("test"), {
      address: "sales@desk.example",
      aliases: ["shop@desk.example"],
    });
  }
  return engine;
}

describe("the intake queue", () => {
  test("creates tickets in order of arrival for each mailbox, however long each mail takes to read", async () => {
    const mails = fc.array(fc.record({ sales: fc.boolean(), wait: fc.integer({ min: 0, max: 12 }) }), {
      maxLength: 30,
    });
    await start();
    await engine?.start();
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(mails, async (batch) => {
        const before = record.queries.tickets({}, { now: 0, limit: 10_000 }).items.length;
        for (const { sales, wait } of batch)
          await send(sales ? "sales@desk.example" : mailbox, `n${++sent}|${wait}`);
        await engine?.intake.idle();
        const tickets = record.queries.tickets({}, { now: 0, limit: 10_000 }).items;
        expect(tickets.length).toBe(before + batch.length);
        for (const address of [mailbox, "sales@desk.example"]) {
          const mine = tickets
            .filter((ticket) => ticket.mailbox === address)
            .sort((a, b) => a.number - b.number);
          const order = mine.map((ticket) => Number(ticket.subject.slice(1)));
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
      { numRuns: 15 },
    );
    const numbers = record.queries
      .tickets({}, { now: 0, limit: 10_000 })
      .items.map((ticket) => ticket.number);
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
  });

  test("continues after a restart: waiting mail is processed once", async () => {
    await start();
    for (let i = 0; i < 300; i++) await send(mailbox, `n${i}`);
    expect(record.queries.intakeQueue().depth).toBe(300);
    await engine?.stop();
    await start();
    await engine?.start();
    await engine?.intake.idle();
    expect(record.queries.counts({}, 0)).toMatchObject({
      all: 300,
      byState: new Map([
        ["new", 300],
        ["open", 0],
        ["hold", 0],
        ["closed", 0],
      ]),
    });
    expect(record.queries.intakeQueue()).toEqual({ depth: 0, oldest: null });
  });

  test("a mail that cannot be read is held with its cause and blocks nothing", async () => {
    await start();
    await engine?.start();
    const id = await send(mailbox, "bad one");
    await send(mailbox, "good");
    await engine?.intake.idle();
    const held = record.queries.mails({ outcome: "held", limit: 10 }).items;
    expect(held).toMatchObject([
      {
        id,
        reason: "unreadable",
        cause: { code: "unreadable", fault: { code: "mail.unreadable" } },
      },
    ]);
    expect(record.queries.counts({}, 0).all).toBe(1);
  });

  test("a mail whose decision fails is held, and the log says why", async () => {
    const log = captureLog();
    await start({
      log,
      read: async (raw) =>
        ok(parsedMail({ subject: Buffer.from(raw).toString(), references: null as never })),
    });
    await engine?.start();
    await send(mailbox, "one");
    await engine?.intake.idle();
    expect(record.queries.mails({ outcome: "held", limit: 10 }).items).toMatchObject([
      { reason: "decision-failed" },
    ]);
    expect(log.lines.join("\n")).toContain("could not be processed");
  });

  test("on a full disk mails stay queued, and become tickets in order when there is space", async () => {
    const log = captureLog();
    // A decision takes more space than recording that it failed.
    const text = "word ".repeat(20_000);
    const long: ReadMail = async (raw) => ok(parsedMail({ subject: Buffer.from(raw).toString(), text }));
    await start({ log, read: long });
    for (let i = 0; i < 60; i++) await send(mailbox, `n${i}`);
    const { sqlite } = record.database;
    sqlite.pragma(`max_page_count = ${Number(sqlite.pragma("page_count", { simple: true })) + 20}`);
    await engine?.start();
    await expect.poll(() => log.lines.join("\n")).toContain("cannot be processed");
    expect(record.queries.intakeQueue().depth).toBeGreaterThan(0);
    sqlite.pragma("max_page_count = 1000000");
    await engine?.intake.idle();
    expect(record.queries.mailOutcomes()).toEqual([{ outcome: "ticket", mails: 60 }]);
    const tickets = record.queries.tickets({}, { now: 0, limit: 100 }).items;
    const inOrder = tickets.toSorted((a, b) => a.number - b.number).map(({ subject }) => subject);
    expect(inOrder).toEqual(Array.from({ length: 60 }, (_, i) => `n${i}`));
  });

  test("every received mail has exactly one outcome", async () => {
    await start();
    await engine?.start();
    const raw = fc.constantFrom("bad", "good", "other|3", "bad|2");
    await fc.assert(
      fc.asyncProperty(fc.array(raw, { maxLength: 20 }), async (texts) => {
        await Promise.all(texts.map((text) => send(mailbox, text)));
        await engine?.intake.idle();
        const outcomes = record.queries.mailOutcomes();
        const events = await record.journal.read(0, 100_000);
        const received = events.filter(({ event }) => event.type === "MailReceived").length;
        expect(outcomes.reduce((sum, { mails }) => sum + mails, 0)).toBe(received);
        // Those that can be read are the same mail again, and filed.
        const possible: readonly string[] = ["ticket", "held", "filed"];
        expect(outcomes.filter(({ outcome }) => !possible.includes(outcome))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

describe("reception", () => {
  test.each([
    ["support@desk.example", mailbox],
    ["Support@DESK.example", mailbox],
    ["support+t1.abc@desk.example", mailbox],
    ["shop@desk.example", "sales@desk.example"],
    ["postmaster@desk.example", expect.any(String)],
    ["Postmaster", expect.any(String)],
  ])("%s is ours", async (address, found) => {
    await start();
    expect(engine?.reception.recipient(address)).toEqual(ok(found));
  });

  test.each([
    ["nobody@desk.example", "recipient.unknown"],
    ["support@elsewhere.example", "recipient.relay"],
    ["support", "recipient.relay"],
  ])("%s is refused as %s", async (address, code) => {
    await start();
    expect(engine?.reception.recipient(address)).toMatchObject({ ok: false, error: { code } });
  });

  test("a mailbox added by another process is known at once, and a disabled one refuses mail", async () => {
    const { reception } = await start();
    expect(reception.recipient("new@desk.example").ok).toBe(false);
    const other = recordIn(folder.path);
    const elsewhere = engineOver(other);
    await elsewhere.settings.saveMailbox(system("test"), { address: "new@desk.example" });
    expect(reception.recipient("new@desk.example").ok).toBe(true);
    await elsewhere.settings.saveMailbox(system("test"), { address: "new@desk.example", enabled: false });
    expect(reception.recipient("new@desk.example")).toMatchObject({ error: { code: "recipient.unknown" } });
    await elsewhere.stop();
    other.close();
  });

  test("on a nearly full disk mail is deferred, which is logged once; with space again it is accepted", async () => {
    let free = 1_000_000;
    const log = captureLog();
    const { reception } = await start({ diskSpace: async () => free, diskReserve: 500_000, log });
    await engine?.start();
    expect(reception.admit(1000).ok).toBe(true);
    expect(reception.admit(600_000)).toMatchObject({ error: { code: "disk.full" } });
    free = 1000;
    await expect.poll(() => reception.admit(1).ok).toBe(false);
    free = 1_000_000;
    await expect.poll(() => reception.admit(1).ok).toBe(true);
    expect(log.lines.filter((line) => line.includes("disk")).length).toBe(2);
  });

  test("if the journal cannot be written the sender gets 4xx, and nothing is stored", async () => {
    const { reception } = await start();
    const { sqlite } = record.database;
    const pages = Number(sqlite.pragma("page_count", { simple: true }));
    sqlite.pragma(`max_page_count = ${pages + 2}`);
    const raw = Buffer.alloc(200_000, "x");
    const mail = { envelope: { from: "a@b.example", to: [mailbox] }, mailbox, raw, peer };
    expect(await reception.receive(mail)).toMatchObject({ ok: false, error: { code: "disk.full" } });
    sqlite.pragma("max_page_count = 1000000");
    expect(await reception.receive(mail)).toMatchObject({ ok: true });
    expect(record.queries.intakeQueue().depth).toBe(1);
    expect(await record.journal.verify()).toMatchObject({ ok: true });
  });
});
