/** Measures replaying a ruleset over stored mail, and evaluating it, on one core. */
import { mkdirSync } from "node:fs";
import { type MailId, mailId, messageKey, type sha256, ticketNumber } from "../../src/base/ids.ts";
import { ok } from "../../src/base/result.ts";
import { systemActor } from "../../src/domain/actor.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { compiledRuleset, parseRuleset } from "../../src/domain/ruleset/index.ts";
import { headerFields } from "../../src/edges/mime/header-fields.ts";
import { defaultLimits } from "../../src/edges/mime/limits.ts";
import { readMail } from "../../src/edges/mime/read.ts";
import { pastMail } from "../../src/engine/rules/past-mail.ts";
import { replayRules } from "../../src/engine/rules/replay.ts";
import { blobOf } from "../../src/record/new-blob.ts";
import { recordIn } from "../support/record.ts";
import { manyRules } from "./many-rules.ts";
import { mailText } from "./smtp-mails.ts";

export interface Replaying {
  readonly what: string;
  /** A second. */
  readonly mails: number;
  readonly goal: number;
}

const RULES = 500;
/** Mails of one commit. */
const TOGETHER = 200;
const mailbox = "help@desk.example";

/** A few rules as a small desk has them; with the mail's header and without. */
const few = (condition: string) => `ruleset "Few"
rule "a"
when mail arrives
and ${condition}
then set category to "A"
rule "b"
when mail arrives
and subject contains "printer" or body contains "one"
and not sender domain is "partner.example"
then assign to group "B"
     raise priority
`;

/**
 * Stores mails of 4 KB in a new folder, and decides about them again.
 * @param mails how many
 */
export async function replaying(folder: string, mails: number): Promise<readonly Replaying[]> {
  mkdirSync(folder);
  const record = recordIn(folder);
  try {
    record.setBulk(true);
    const made = mailText({ from: "load@example.net", to: mailbox, size: 4096 });
    for (let first = 1; first <= mails; first += TOGETHER) {
      const count = Math.min(TOGETHER, mails + 1 - first);
      const all = Array.from({ length: count }, (_, n) =>
        storedMail(first + n, made.next(String(first + n))),
      );
      await record.commit(systemActor("intake"), () => ({
        ...{ events: all.flatMap(({ events }) => events), blobs: all.map(({ blob }) => blob) },
        ...{ dependsOn: [], value: undefined },
      }));
    }
    while (await record.settle());
    const read = async (raw: Uint8Array) => ok(readMail(Buffer.from(raw), defaultLimits));
    const parts = { record, read, headers: headerFields };
    const found: Replaying[] = [];
    const measure = async (what: string, text: string) => {
      const began = process.cpuUsage();
      const done = await replayRules({ text, since: 0, until: Number.POSITIVE_INFINITY }, parts);
      if (done?.mails !== mails) throw new Error(`${done?.mails} of ${mails} were decided again`);
      found.push({ what: `mails replayed with ${what}`, mails: mails / secondsSince(began), goal: 5_000 });
    };
    await measure("few rules", few('body contains "thing"'));
    await measure("few rules, which ask for header fields", few('header "x-none" is "thing"'));
    await measure(`${RULES} rules`, manyRules(RULES, true));
    for (const plain of [true, false]) {
      const more = plain ? "" : ", two of nine with patterns and expressions";
      const speed = await evaluations(manyRules(RULES, plain), parts, mails);
      found.push({ what: `evaluations of ${RULES} rules${more}`, mails: speed, goal: 10_000 });
    }
    return found;
  } finally {
    record.close();
  }
}

/** Evaluations a second, of facts that are in memory. */
async function evaluations(
  text: string,
  parts: Parameters<typeof pastMail>[0],
  most: number,
): Promise<number> {
  const evaluator = compiledRuleset(text)?.evaluator;
  if (!evaluator) throw new Error(`the ruleset has errors: ${JSON.stringify(parseRuleset(text).problems)}`);
  const facts: Parameters<typeof evaluator.run>[0][] = [];
  const all = { after: 0, to: await parts.record.journal.head(), since: 0, until: Number.POSITIVE_INFINITY };
  for await (const { mails } of pastMail(parts, all, true)) {
    facts.push(...mails.map((one) => one.facts));
    if (facts.length >= Math.min(most, EVALUATED)) break;
  }
  for (const one of facts.slice(0, 100)) evaluator.run(one);
  const began = process.cpuUsage();
  for (const one of facts) evaluator.run(one);
  return facts.length / secondsSince(began);
}

const EVALUATED = 5_000;

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000_000;
}

function storedMail(n: number, text: string) {
  const raw = Buffer.from(text.slice(0, -".\r\n".length));
  const parsed = readMail(raw, defaultLimits);
  const blob = blobOf(raw);
  const id = `bench${n}`.padStart(26, "0");
  return { blob, events: eventsOf(n, mailId(id), parsed, { sha256: blob.sha256, size: raw.length }) };
}

function eventsOf(
  n: number,
  mail: MailId,
  parsed: ReturnType<typeof readMail>,
  bytes: { readonly sha256: ReturnType<typeof sha256>; readonly size: number },
): readonly NewEvent[] {
  const ticket = ticketNumber(n);
  const { subject, messageId, to, cc, text, reply, date, from } = parsed;
  if (!from) throw new Error("the mail has no author");
  const envelope = { from: from.address, to: [mailbox] };
  const peer = { ip: "192.0.2.1", helo: "mx.customer.example", tls: true };
  const opened = { number: ticket, token: `token${n}`, mailbox, subject, requester: from, group: null };
  const received = {
    message: messageKey(mail),
    mail,
    evidence: null,
    messageId,
    inReplyTo: null,
    references: [],
  };
  return [
    { ticket: null, event: { type: "MailReceived", mail, envelope, ...bytes, mailbox, peer } },
    { ticket, event: { type: "TicketOpened", ...opened, via: "mail" } },
    {
      ticket,
      event: {
        ...{ type: "MessageReceived", ...received, from, replyTo: [], to, cc, subject, date, text },
        ...{ reply: reply === text ? null : reply, hasHtml: false, attachments: [], automatic: false },
        authentication: null,
      },
    },
  ];
}
