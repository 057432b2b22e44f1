import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { engineOver, limitFlood, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { type MailId, messageKey, ticketNumber, userName } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import { decideIncoming, type Facts } from "../../domain/intake/index.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { replyMessageId } from "../../domain/ticket/index.ts";
import { Moved } from "../../record/decision.ts";
import { firstMoved } from "../../record/depends.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import { gather } from "./gather.ts";

const ann = agentCaller("ann");
const one = ticketNumber(1);
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, {
    read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
  });
  await setUp(engine);
  const person = { user: "ann", name: "Ann", email: "ann@desk.example", role: "agent" } as const;
  await engine.people.createUser(system("test"), { ...person, password: "x".repeat(12) });
  await engine.start();
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function receive(parsed: Partial<ParsedMail>): Promise<MailId> {
  const received = await engine.reception.receive({
    envelope: { from: "rita@customer.example", to: [mailbox] },
    mailbox,
    raw: Buffer.from(JSON.stringify(parsed)),
    peer: { ip: "192.0.2.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  return received.value;
}

/** A waiting mail, and what is known about it. */
async function waiting(parsed: Partial<ParsedMail>): Promise<Facts> {
  await engine.intake.stop();
  const mail = record.view.mail(await receive(parsed));
  if (!mail) throw new Error("the mail is gone");
  const ids = {
    token: "t".repeat(24),
    message: messageKey("k".repeat(26)),
    assigned: messageKey("n".repeat(26)),
    reply: messageKey("r".repeat(26)),
    told: messageKey("t".repeat(26)),
    note: messageKey("n".repeat(26)),
    forward: messageKey("f".repeat(26)),
  };
  return gather(record.view, { mail, read: ok(parsedMail(parsed)), checks: null, ids, now: Date.now() });
}

async function opened(parsed: Partial<ParsedMail>): Promise<void> {
  await receive(parsed);
  await engine.intake.idle();
}

describe("the facts of a mail", () => {
  test("are plain values, with the facts for a new ticket if nothing matches one", async () => {
    const facts = await waiting({ subject: "The lamp" });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    expect(facts).toMatchObject({ tickets: [], author: null, opening: { number: 1, autoReplies: null } });
  });

  test("include the tickets that references match, those they were merged into, and the assignee", async () => {
    await opened({ messageId: "<a@customer.example>" });
    await opened({ messageId: "<b@customer.example>" });
    await engine.commands.change(ann, ticketNumber(2), { assignee: userName("ann") });
    await engine.commands.merge(ann, one, ticketNumber(2));
    const token = record.view.ticket(one)?.token ?? "";
    const ours = replyMessageId({ ticket: one, token }, "0".repeat(26), "desk.example");
    const facts = await waiting({ inReplyTo: ours });
    expect(facts.tickets.map(({ number, mergedInto }) => [number, mergedInto])).toEqual([
      [1, 2],
      [2, null],
    ]);
    expect(facts).toMatchObject({ opening: null, assignee: { ticket: 2, person: { name: "ann" } } });
    expect(decideIncoming(facts)).toMatchObject({ kind: "reply", rules: ["I-18", "I-24", "I-29"] });
  });

  test("include only as many of the requester's recent tickets as the limit needs, and none without one", async () => {
    await opened({ subject: "Case 1" });
    await opened({ subject: "Case 2" });
    expect((await waiting({ subject: "Case 3" })).opening?.flood.recent).toEqual([]);
    await limitFlood(engine, 20);
    expect((await waiting({ subject: "Case 4" })).opening?.flood.recent).toHaveLength(2);
  });

  test("include a limited number of tickets, however many a mail names", async () => {
    const references = Array.from({ length: 200 }, (_, n) => `<t${n}.${"a".repeat(24)}.${"0".repeat(26)}@x>`);
    const facts = await waiting({ references });
    expect(facts.tickets).toEqual([]);
    expect(decideIncoming(facts).kind).toBe("ticket");
  });
});

describe("the dependencies of a decision", () => {
  test("hold until the mail is decided, its ticket changes, or the number is used", async () => {
    await opened({ messageId: "<a@customer.example>" });
    const opening = decideIncoming(await waiting({}));
    const following = decideIncoming(await waiting({ inReplyTo: "<a@customer.example>" }));
    for (const { dependsOn } of [opening, following]) expect(firstMoved(record.view, dependsOn)).toBe(null);
    await engine.commands.note(ann, one, "Looking at it");
    expect(firstMoved(record.view, following.dependsOn)).toEqual({ on: "ticket", ticket: 1, version: 2 });
    const commit = (decided: typeof opening) =>
      record.commit(systemActor("test"), () => ({ ...decided, value: undefined }));
    await commit(opening);
    expect(firstMoved(record.view, opening.dependsOn)).toMatchObject({ on: "mail", is: "queued" });
    const before = await record.journal.head();
    await expect(commit(opening)).rejects.toMatchObject({ name: "Moved", dependency: { on: "mail" } });
    await expect(commit(following)).rejects.toBeInstanceOf(Moved);
    expect(await record.journal.head()).toBe(before);
    expect(firstMoved(record.view, [{ on: "next-ticket", number: ticketNumber(2) }])).not.toBe(null);
    expect(firstMoved(record.view, [{ on: "source", source: "imap:a/INBOX/1/2" }])).toBe(null);
  });
});
