/** For the tests of replies: an engine over a real record that composes real mails, a new one for each test. */

import { afterEach, beforeEach } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { composeMail } from "../../../test/support/compose.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { type MessageKey, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import type { OpenRecord, RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine, EngineParts } from "../engine.ts";
import type { ReadMail } from "../intake/reader.ts";
import type { Options, Reply } from "../tickets/types.ts";
import type { Deliver } from "./outbox.ts";

const route = { kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null } as const;
export const one = ticketNumber(1);
export const HOUR = 3_600_000;
export const ann = agentCaller("ann");
export const bob = agentCaller("bob");

interface TestServer {
  readonly folder: ReturnType<typeof dataFolder>;
  record: OpenRecord;
  /** Not started unless a test does so: nothing is composed before. */
  engine: Engine;
  /** Milliseconds since 1970; tests advance it. */
  clock: number;
  /** What the next server accepted. */
  readonly sent: Parameters<Deliver>[0][];
  /** Received mails. */
  mails: number;
}

/** The current test's server, with ticket 1: a customer's mail with the Message-ID <q@customer.example>. */
export let desk: TestServer;

export function deskForEachTest(): void {
  beforeEach(async () => {
    const folder = dataFolder();
    const record = recordIn(folder.path, () => desk.clock);
    const clock = 1_700_000_000_000;
    desk = { folder, record, engine: make(record, {}), clock, sent: [], mails: 0 };
    await setUp(desk.engine);
    for (const user of ["ann", "bob"]) {
      const made = await desk.engine.people.createUser(system("test"), {
        ...{ user, name: user.toUpperCase(), email: null, role: "agent", password: { hash: "x" } },
      });
      if (!made.ok) throw new Error(inEnglish(made.error));
    }
    await mail({ messageId: "<q@customer.example>", subject: "Broken", text: "It is broken" });
  });
  afterEach(async () => {
    await desk.engine.stop();
    desk.record.close();
    desk.folder.remove();
  });
}

/** Reads the mails of these tests: what they are read as stands in them as JSON, below any header. */
export const readMail: ReadMail = async (raw) =>
  ok(
    parsedMail(
      JSON.parse(
        Buffer.from(raw)
          .toString()
          .replace(/^[^{]*\n\n/, ""),
      ),
    ),
  );

function make(record: RecordStore, parts: Partial<EngineParts>): Engine {
  return engineOver(record, {
    ...{ now: () => desk.clock, compose: composeMail, route: () => route },
    read: readMail,
    deliver: async (mail) => {
      desk.sent.push(mail);
      const results = mail.envelope.to.map((recipient) => ({
        ...{ recipient, outcome: "delivered" as const, response: "250 ok" },
      }));
      return { server: "next:25", results };
    },
    ...parts,
  });
}

/** As after a power cut: anything that was not durable is gone. */
export async function restart(parts: Partial<EngineParts> = {}): Promise<void> {
  await desk.engine.stop();
  desk.record.close();
  desk.record = recordIn(desk.folder.path, parts.now ?? (() => desk.clock));
  desk.engine = make(desk.record, parts);
}

export async function mail(parsed: Partial<ParsedMail>): Promise<void> {
  desk.engine.intake.start();
  const received = await desk.engine.reception.receive({
    envelope: { from: "ann@customer.example", to: [mailbox] },
    mailbox,
    raw: Buffer.from(JSON.stringify({ text: `mail ${desk.mails++}`, ...parsed })),
    peer: { ip: "127.0.0.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  await desk.engine.intake.idle();
}

export const reply = (wanted: Partial<Reply> = {}, caller = ann, options: Options = {}) =>
  desk.engine.commands.reply(caller, one, { text: "Fixed.", ...wanted }, options);

/** A reply that has to be accepted. */
export async function replied(wanted: Partial<Reply> = {}, caller = ann): Promise<MessageKey> {
  const done = await reply(wanted, caller);
  if (!done.ok || !done.value.message) throw new Error(done.ok ? "no message" : inEnglish(done.error));
  return done.value.message;
}

/** Sets for how many milliseconds replies can be taken back. */
export async function undoFor(undoDelay: number): Promise<void> {
  const done = await desk.engine.settings.setReplyPolicy(system("test"), { undoDelay });
  if (!done.ok) throw new Error(inEnglish(done.error));
}

/** The events of the ticket. */
export const types = async () =>
  (await desk.record.journal.ofTicket(one, 0, 1000)).map(({ event }) => event.type);
