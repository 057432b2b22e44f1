import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { hashed } from "../../../test/support/compose.ts";
import { engineOver, limitFlood, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, model, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { type MailId, mailId, messageKey, ticketNumber, userName } from "../../base/ids.ts";
import { ok, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import { decideIncoming } from "../../domain/intake/index.ts";
import type { Authentication, Checks, ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { noIntakePolicy } from "../../domain/settings/index.ts";
import { blobOf } from "../../record/new-blob.ts";
import type { OpenRecord, RecordStore } from "../../record/record.ts";
import { openReplay } from "../../record/replay.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import type { Draft } from "../outgoing/draft.ts";
import type { ReadMail } from "./reader.ts";
import { decisionsIn } from "./recorded.ts";
import { type Replayed, type ReplayParts, replayDecisions } from "./replay.ts";

const ann = agentCaller("ann");
const one = ticketNumber(1);
let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let clock: number;
let now: () => number;
let checks: Partial<Checks>;
let drafts: Draft[];
let failing: boolean;

/** What a mail is read as, below any header. */
const read: ReadMail = async (raw) => {
  const text = Buffer.from(raw).toString();
  return text.startsWith("bad")
    ? refuse(fault("mail.unreadable", { cause: "by design" }))
    : ok(parsedMail(JSON.parse(text.replace(/^[^{]*\n\n/, ""))));
};

beforeEach(async () => {
  folder = dataFolder();
  clock = Date.UTC(2026, 10, 23, 12);
  // It keeps running, since bursts are timed with it.
  const begun = performance.now();
  now = () => clock + Math.round(performance.now() - begun);
  record = recordIn(folder.path, now);
  checks = {};
  drafts = [];
  failing = false;
  const commit: RecordStore["commit"] = async (actor, decide) => {
    if (!failing || actor.kind !== "system" || actor.part !== "intake") return record.commit(actor, decide);
    failing = false;
    throw new Error("made to fail");
  };
  engine = engineOver(
    { ...record, commit },
    {
      now,
      read,
      authenticate: () => (checks.authentication ? Promise.resolve(checks.authentication) : null),
      scan: () => Promise.resolve({ spam: checks.spam ?? null, virus: checks.virus ?? null }),
      compose: hashed(async (draft) => {
        drafts.push(draft);
        return Buffer.from(draft.messageId);
      }),
      route: () => ({ kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null }),
      deliver: async ({ envelope }) => ({
        server: "next:25",
        results: envelope.to.map((recipient) => ({ recipient, outcome: "delivered", response: "250" })),
      }),
    },
  );
  await setUp(engine);
  for (const user of ["ann", "bob"]) {
    const person = { user, name: user, email: `${user}@desk.example`, role: "agent" } as const;
    await engine.people.createUser(system("test"), { ...person, password: "x".repeat(12) });
  }
  await engine.settings.saveMailbox(system("test"), { address: mailbox, acknowledge: true });
  await limitFlood(engine, 8);
  await engine.start();
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function mail(parsed: Partial<ParsedMail> | string, to = mailbox, sender?: string): Promise<MailId> {
  clock += 1000;
  const text = typeof parsed === "string" ? parsed : JSON.stringify(parsed);
  const from =
    sender ?? (typeof parsed === "string" ? "x@y.example" : (parsed.from?.address ?? "x@y.example"));
  const received = await engine.reception.receive({
    ...{ envelope: { from, to: [to] }, mailbox, raw: Buffer.from(text) },
    peer: { ip: "192.0.2.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  await engine.intake.idle();
  return received.value;
}

async function replayed(more: Partial<ReplayParts> = {}): Promise<Replayed> {
  const replay = openReplay({ file: join(folder.path, "mailmanager.db"), model });
  try {
    return await replayDecisions({ replay, read, since: 0, until: Number.POSITIVE_INFINITY, ...more });
  } finally {
    replay.close();
  }
}

const rita = { name: "Rita", address: "rita@customer.example" };
const proven: Authentication = {
  by: null,
  spf: { verdict: "pass", domain: "desk.example" },
  dkim: { verdict: "pass", domains: ["desk.example"] },
  dmarc: { verdict: "pass", domain: "desk.example", policy: "none" },
  arc: { verdict: "none", domain: null },
};

/** A history with every kind of decision: each leads to another outcome than the one before. */
async function variedHistory(): Promise<void> {
  await mail({ from: rita, messageId: "<q@customer.example>", subject: "The lamp" });
  await engine.people.setNotifications(agentCaller("bob"), { assigned: true, wrote: true });
  await engine.commands.change(ann, one, { assignee: userName("bob"), state: "closed" });
  await expect.poll(() => record.view.notificationsDue(9).length).toBe(0);
  await mail({ from: rita, messageId: "<r@customer.example>", inReplyTo: "<q@customer.example>" });
  await mail({ from: { name: "", address: "eve@elsewhere.example" }, inReplyTo: "<q@customer.example>" });
  await mail("bad");
  await engine.commands.reply(ann, one, { text: "Try another socket" });
  const told = await record.past.conversation(one, 20);
  const reply = told.findLast(({ event }) => event.type === "ReplyWritten" && !event.automatic)?.event;
  if (reply?.type !== "ReplyWritten") throw new Error("nothing was replied");
  await expect.poll(() => record.past.composed(reply.message)).not.toBe(null);
  const sender = (await record.past.composed(reply.message))?.sender ?? "";
  const recipients = [{ address: rita.address, status: "5.1.1", diagnostic: null }];
  const bounce = { permanent: true, recipients, originalMessageId: reply.messageId };
  await mail({ from: null, automatic: "bounce", bounce }, sender, "");
  await mail(
    { from: null, automatic: "bounce", bounce: { ...bounce, originalMessageId: null } },
    mailbox,
    "",
  );
  const notification = drafts.find(({ to }) => to[0]?.address === "bob@desk.example");
  checks = { authentication: proven };
  const bob = { name: "bob", address: "bob@desk.example" };
  await mail({ from: bob, text: "Done", reply: "Done" }, notification?.replyTo?.address ?? "");
  await mail({ from: bob, automatic: "auto-reply" }, notification?.replyTo?.address ?? "");
  checks = { spam: { by: "rspamd", spam: false, score: 4, threshold: 6, symbols: ["A"] } };
  await mail({ from: rita, subject: "Cheap lamps" });
  checks = { virus: { by: "clamav", virus: "Eicar" } };
  await mail({ from: rita, subject: "Look" });
  checks = {};
  const plant = { name: "Plant", address: "monitor@plant.example" };
  for (let n = 0; n < 7; n++)
    await mail({ from: plant, subject: "Pump 17 is too hot", messageId: `<p${n}@plant.example>` });
  for (let n = 0; n < 6; n++)
    await mail({ from: plant, subject: `Case ${n}`, messageId: `<c${n}@plant.example>` });
  await engine.commands.merge(ann, ticketNumber(3), one);
  const held = record.queries.mails({ outcome: "held", limit: 1 }).items[0];
  if (held) await engine.commands.openHeld(ann, held.id);
  await mail({ from: plant, subject: "Re", inReplyTo: "<p0@plant.example>" });
}

describe("an unchanged program", () => {
  test("repeats its decisions for any history", async () => {
    await variedHistory();
    const found = await replayed();
    expect(found.differences).toEqual([]);
    expect(found.gone).toEqual([]);
    const received = record.queries.mailOutcomes().reduce((sum, { mails }) => sum + mails, 0);
    expect(found.decisions).toBe(received);
    const outcomes = new Set(record.queries.mailOutcomes().map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(["bounce", "filed", "held", "reply", "ticket"]);
    const rules = new Set<string>();
    await replayed({
      decide: (facts) => {
        const outcome = decideIncoming(facts);
        for (const rule of outcome.rules) rules.add(rule);
        return outcome;
      },
    });
    for (const rule of "I-2 I-3 I-9 I-10 I-12 I-14 I-17 I-20 I-92 I-29 I-31 I-32 I-34 I-37 I-39".split(" "))
      expect(rules).toContain(rule);
  });

  test("finds the same where the settings that decisions use were changed in between", async () => {
    checks = { spam: { by: "rspamd", spam: false, score: 4, threshold: 6, symbols: ["A"] } };
    const admin = system("test");
    const outcomes = [];
    for (const change of [{ spamThreshold: 3 }, { spamThreshold: 5 }, { floodLimit: 1 }, { floodLimit: 0 }]) {
      expect(await engine.settings.setIntakePolicy(admin, change)).toMatchObject({ ok: true });
      for (const n of [1, 2]) {
        const subject = `${JSON.stringify(change)} ${n}`;
        outcomes.push(record.view.outcomeOf(await mail({ from: rita, subject })));
      }
    }
    const [spam, ticket] = ["held", "ticket"];
    // By the limit of one, the tickets from before count as well.
    expect(outcomes).toEqual([spam, spam, ticket, ticket, "held", "held", ticket, ticket]);
    expect(await replayed()).toEqual({ decisions: 8, receptions: 8, gone: [], failed: [], differences: [] });
  });

  test("repeats decisions that were committed together in bursts", async () => {
    const people = fc.sample(fc.integer({ min: 0, max: 5 }), { numRuns: 60, seed: 7 });
    await Promise.all(
      people.map((person, n) =>
        engine.reception.receive({
          envelope: { from: `p${person}@customer.example`, to: [mailbox] },
          mailbox,
          raw: Buffer.from(
            JSON.stringify({
              ...{
                from: { name: "", address: `p${person}@customer.example` },
                messageId: `<${n}@x.example>`,
              },
              ...{ subject: `Case ${n % 9}`, references: n % 3 === 0 ? [] : [`<${n - 1}@x.example>`] },
            }),
          ),
          peer: { ip: "192.0.2.1", helo: "x", tls: false },
        }),
      ),
    );
    await engine.intake.idle();
    expect(await replayed()).toEqual({
      decisions: 60,
      receptions: 60,
      gone: [],
      failed: [],
      differences: [],
    });
  });
});

describe("I-77: the choice of mailboxes", () => {
  const sales = "sales@desk.example";
  const peer = { ip: "192.0.2.1", helo: "x", tls: false };
  const named = (to: string, parsed: Partial<ParsedMail>) =>
    Buffer.from(`To: ${to}\n\n${JSON.stringify(parsed)}`);

  beforeEach(async () => {
    await engine.settings.saveMailbox(system("test"), { address: sales, aliases: ["shop@desk.example"] });
  });

  test("is repeated with the addresses that were ours when the mail arrived", async () => {
    const receive = async (to: readonly string[] | null, header: string, source?: string) => {
      const envelope = to && { from: rita.address, to };
      const raw = named(header, { from: rita, text: header });
      const got = await engine.reception.receive({
        ...{ envelope, mailbox, raw, peer },
        ...(source === undefined ? {} : { source }),
      });
      if (!got.ok) throw new Error(inEnglish(got.error));
      await engine.intake.idle();
      return record.view.mail(got.value)?.mailbox;
    };
    expect(await receive([mailbox, "shop@desk.example"], `shop@desk.example, ${mailbox}`)).toBe(sales);
    await engine.settings.saveMailbox(system("test"), { address: sales, aliases: [] });
    // What was an alias when the server accepted it leads nowhere now.
    expect(await receive(["shop@desk.example"], "shop@desk.example")).toBe(mailbox);
    expect(await receive(null, `x@customer.example, ${sales}`, "imap:a/INBOX/1/1")).toBe(sales);
    expect(await receive(null, "x@customer.example", "imap:a/INBOX/1/2")).toBe(mailbox);
    expect(await replayed()).toEqual({
      ...{ decisions: 5, receptions: 4, gone: [], failed: [], differences: [] },
    });
  });

  test("that would be another one now is reported", async () => {
    const raw = blobOf(named(`${sales}, ${mailbox}`, { from: rita }));
    const [first, second] = [mailId("a".repeat(26)), mailId("b".repeat(26))];
    const received = {
      ...({ type: "MailReceived", envelope: { from: rita.address, to: [mailbox, sales] } } as const),
      ...{ size: raw.bytes.length, sha256: raw.sha256, peer },
    };
    await record.commit(systemActor("reception"), () => ({
      events: [
        { ticket: null, event: { ...received, mail: first, mailbox } },
        { ticket: null, event: { ...received, mail: second, mailbox: sales, first } },
      ],
      ...{ dependsOn: [], blobs: [raw], value: undefined },
    }));
    const { differences } = await replayed();
    expect(differences).toMatchObject([
      {
        ...{ mail: first, rules: ["I-77"], fields: ["MailReceived.mailbox"] },
        was: { mailboxes: [mailbox, sales] },
        wouldBe: { mailboxes: [sales, mailbox] },
      },
    ]);
  });
});

describe("a changed program", () => {
  test("is detected by different outcomes, with mail and rule", async () => {
    const [first, second] = [
      await mail({ from: rita, messageId: "<q@x>" }),
      await mail({ from: rita, inReplyTo: "<q@x>" }),
    ];
    const found = await replayed({
      decide: (facts) =>
        decideIncoming({ ...facts, references: [], ...(facts.opening ? {} : { opening: opens }) }),
    });
    expect(found.decisions).toBe(2);
    expect(found.differences).toMatchObject([
      { mail: second, was: { outcome: "reply", ticket: 1 }, wouldBe: { outcome: "ticket" }, rules: ["I-37"] },
    ]);
    expect(found.differences.map((one) => one.mail)).not.toContain(first);
  });

  const opens = {
    ...{ number: ticketNumber(2), group: null, autoReplies: null },
    flood: { recent: [], repeated: { mails: 0, first: null }, holding: false },
  };

  test("is detected by another spam threshold, and another flood limit", async () => {
    checks = { spam: { by: "rspamd", spam: false, score: 4, threshold: 6, symbols: ["A"] } };
    const id = await mail({ from: rita });
    const policy = { ...noIntakePolicy, spamThreshold: 3 };
    const found = await replayed({ policy });
    expect(found.differences).toMatchObject([
      { mail: id, was: { outcome: "ticket" }, wouldBe: { outcome: "held", reason: "spam" }, rules: ["I-5"] },
    ]);
    await mail({ from: rita, subject: "Another matter" });
    const limited = await replayed({ policy: { ...noIntakePolicy, floodLimit: 1 } });
    expect(limited.differences).toMatchObject([
      { was: { outcome: "ticket" }, wouldBe: { outcome: "held", reason: "flood" }, rules: ["I-34"] },
    ]);
  });

  test("names the field if only that differs", async () => {
    await mail({ from: rita, text: "Hello there", reply: "Hello there" });
    const other: ReadMail = async () => ok(parsedMail({ from: rita, text: "Hello there", reply: "Hello" }));
    const found = await replayed({ read: other });
    expect(found.differences).toMatchObject([
      { fields: ["MessageReceived.reply"], was: { outcome: "ticket" } },
    ]);
  });
});

test("only decisions in the period are repeated, based on everything before", async () => {
  await mail({ from: rita, messageId: "<q@x>" });
  const since = now() + 500;
  await mail({ from: rita, inReplyTo: "<q@x>" });
  const until = now() + 500;
  await mail({ from: rita, inReplyTo: "<q@x>" });
  expect(await replayed({ since, until })).toEqual({
    ...{ decisions: 1, receptions: 1, gone: [], failed: [], differences: [] },
  });
});

test("a mail whose decision failed is reported, not compared", async () => {
  await mail({ from: rita, subject: "First" });
  failing = true;
  const failed = await mail({ from: rita, subject: "Second" });
  expect(record.view.mail(failed)).toMatchObject({ outcome: "held", cause: { code: "decision-failed" } });
  expect(await replayed()).toEqual({
    ...{ decisions: 1, receptions: 2, gone: [], failed: [failed], differences: [] },
  });
});

test("a mail whose bytes are gone is reported and does not stop the rest", async () => {
  const id = await mail({ from: rita, subject: "Gone" });
  await mail({ from: rita, subject: "There" });
  record.database.sqlite.exec("DELETE FROM blob WHERE id = (SELECT min(id) FROM blob)");
  expect(await replayed()).toEqual({
    ...{ decisions: 1, receptions: 2, gone: [id], failed: [], differences: [] },
  });
});

test("the file is not changed", async () => {
  await mail({ from: rita });
  record.database.sqlite.pragma("wal_checkpoint(TRUNCATE)");
  const before = readFileSync(join(folder.path, "mailmanager.db"));
  await replayed();
  expect(readFileSync(join(folder.path, "mailmanager.db")).equals(before)).toBe(true);
});

test("decisions are separated, without people's", async () => {
  await variedHistory();
  const decisions = decisionsIn(await record.journal.read(0, 10_000));
  expect(new Set(decisions.map((decision) => decision.mail)).size).toBe(decisions.length);
  for (const { events } of decisions)
    for (const { actor } of events) expect(actor).toEqual(systemActor("intake"));
  expect(decisions.find(({ message }) => message !== null)?.message).not.toBe(messageKey(""));
});
