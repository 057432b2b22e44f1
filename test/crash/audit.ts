/** Checks the data after a crash run. */
import { createHash } from "node:crypto";
import { mailId, sha256 } from "../../src/base/ids.ts";
import type { Recorded } from "../../src/domain/events.ts";
import type { OpenRecord, RecordStore } from "../../src/record/record.ts";
import { dumpModel } from "../support/dump.ts";
import type { AcceptedMail } from "../support/next-hop.ts";
import { recordIn } from "../support/record.ts";
import type { Ledger, SentMail } from "./ledger.ts";

export interface Findings {
  /** The problems as text; empty if there are none. */
  readonly problems: readonly string[];
  readonly accepted: number;
  /** Mails that were accepted although their sender got no reply: the connection broke. */
  readonly untold: number;
  readonly answers: number;
  /** Mails that were sent again, because the kill came between the next hop's 250 and its commit. */
  readonly sentTwice: number;
  readonly events: number;
}

/** The most milliseconds between the next hop's 250 and its commit, on a busy machine. */
const WINDOW = 3_000;
/** Concurrent deliveries: one kill can interrupt this many. */
const SIDE_BY_SIDE = 8;
/** The most problems of one kind that are listed. */
const TOLD = 10;

/** @param data of a server that has finished all work and stopped */
export async function audit(data: string, ledger: Ledger, taken: readonly AcceptedMail[]): Promise<Findings> {
  const record = recordIn(data);
  try {
    const events = await allEvents(record);
    const sentTwice = twice(taken);
    const problems = [
      ...ledger.complaints,
      ...(await journal(record)),
      ...(await mails(record, ledger, events)),
      ...tickets(record, ledger, events),
      ...answers(record, ledger, events, taken),
      ...sentTwice.flatMap((two) => unexplained(two, ledger.kills)),
      ...(sentTwice.length > ledger.kills.length * SIDE_BY_SIDE
        ? [`${sentTwice.length} went out twice`]
        : []),
      ...model(record),
    ];
    const accepted = ledger.mails.filter(({ id }) => id !== null).length;
    return {
      problems,
      accepted,
      untold: record.queries.mailOutcomes().reduce((sum, row) => sum + row.mails, 0) - accepted,
      answers: ledger.answers.length,
      sentTwice: sentTwice.length,
      events: events.length,
    };
  } finally {
    record.close();
  }
}

async function journal(record: RecordStore): Promise<readonly string[]> {
  const found = await record.journal.verify();
  return found.ok ? [] : [`journal: at ${found.position} ${found.problem}`];
}

/** What was answered with 250 exists once, as it was sent, with the expected outcome; nothing else exists. */
async function mails(
  record: RecordStore,
  ledger: Ledger,
  events: readonly Recorded[],
): Promise<readonly string[]> {
  const problems: string[] = [];
  const bySha = new Map(ledger.mails.map((mail) => [mail.sha256, mail]));
  const received = new Map<string, number>();
  const settled = new Map<string, number>();
  const shas = new Set<string>();
  for (const { event } of events) {
    if (event.type === "MailReceived") {
      count(received, event.mail);
      const sent = bySha.get(event.sha256);
      if (!sent) problems.push(`mail ${event.mail} was never sent like this`);
      else if (sent.id !== null && sent.id !== event.mail)
        problems.push(`mail ${event.mail} is there again, as ${sent.id}`);
      if (shas.has(event.sha256)) problems.push(`mail ${event.mail} is there twice`);
      shas.add(event.sha256);
      const outcome = record.view.mail(event.mail)?.outcome;
      if (sent && outcome !== sent.outcome)
        problems.push(`mail ${event.mail} has become ${outcome} instead of ${sent.outcome}`);
    }
    if (
      event.type === "MessageReceived" ||
      event.type === "MailHeld" ||
      event.type === "MailFiled" ||
      event.type === "AgentReplied"
    )
      count(settled, event.mail);
    // It waits again, and gets another outcome.
    if (event.type === "MailRequeued") settled.delete(event.mail);
  }
  for (const sent of ledger.mails) {
    if (sent.id === null) continue;
    if (received.get(sent.id) !== 1)
      problems.push(`mail ${sent.id} got 250 and is there ${received.get(sent.id) ?? 0} times`);
    const raw = await record.blob(sha256(sent.sha256));
    if (!raw || createHash("sha256").update(raw).digest("hex") !== sent.sha256)
      problems.push(`mail ${sent.id} has not the bytes that were sent`);
  }
  for (const id of received.keys()) {
    if (settled.get(id) !== 1) problems.push(`mail ${id} has ${settled.get(id) ?? 0} outcomes`);
  }
  const { depth } = record.queries.intakeQueue();
  if (depth > 0) problems.push(`${depth} mails are still queued`);
  return problems.slice(0, TOLD);
}

/** Each mail that opens a ticket has its own; a reply to a mail is in the same one. */
function tickets(record: RecordStore, ledger: Ledger, events: readonly Recorded[]): readonly string[] {
  const problems: string[] = [];
  const idOf = new Map<string, string>();
  let opened = 0;
  const openedBy = new Map<number, number>();
  for (const { event } of events) {
    if (event.type === "MailReceived") idOf.set(event.sha256, event.mail);
    if (event.type === "TicketOpened") {
      opened += 1;
      if (event.number !== opened) problems.push(`ticket ${event.number} was opened as number ${opened}`);
    }
  }
  const ticketOf = (mail: SentMail): number | null => {
    const row = mail.id === null ? null : rowOf(record, idOf.get(mail.sha256) ?? "");
    return row?.ticket ?? null;
  };
  for (const mail of ledger.mails) {
    const ticket = ticketOf(mail);
    if (ticket === null) continue;
    if (mail.outcome === "ticket") count(openedBy, ticket);
    if (mail.parent && ticket !== ticketOf(mail.parent))
      problems.push(`mail ${mail.id} answers one of ticket ${ticketOf(mail.parent)}, and is in ${ticket}`);
  }
  for (const [ticket, mails] of openedBy) {
    if (mails > 1) problems.push(`${mails} mails say that they opened ticket ${ticket}`);
  }
  return problems.slice(0, TOLD);
}

/** What was requested was recorded once; what was recorded was sent; what was sent was recorded. */
function answers(
  record: RecordStore,
  ledger: Ledger,
  events: readonly Recorded[],
  taken: readonly AcceptedMail[],
): readonly string[] {
  const problems: string[] = [];
  const queued = new Map<string, { readonly message: string; readonly messageId: string }[]>();
  for (const { event } of events) {
    if (event.type !== "ReplyWritten") continue;
    const text = event.text.trim();
    queued.set(text, [...(queued.get(text) ?? []), event]);
  }
  const gone = new Set(taken.map(({ messageId }) => messageId));
  for (const asked of ledger.answers) {
    const [found, more] = queued.get(asked.text) ?? [];
    if (!found) problems.push(`answer ${asked.key} is not there`);
    else if (more) problems.push(`answer ${asked.key} is there twice`);
    else if (found.message !== asked.message)
      problems.push(`answer ${asked.key} is ${found.message}; the client was told ${asked.message}`);
    else if (!gone.has(found.messageId)) problems.push(`answer ${asked.key} did not go out`);
  }
  const known = new Set([...queued.values()].flat().map(({ messageId }) => messageId));
  for (const messageId of gone) {
    if (!known.has(messageId)) problems.push(`${messageId} went out and is not in the journal`);
  }
  const open = record.queries.outboxCounts();
  for (const { state, deliveries } of open) problems.push(`${deliveries} deliveries are ${state}`);
  return problems.slice(0, TOLD);
}

interface Twice {
  readonly first: AcceptedMail;
  readonly again: AcceptedMail;
}

function twice(taken: readonly AcceptedMail[]): readonly Twice[] {
  const before = new Map<string, AcceptedMail>();
  return taken.flatMap((again) => {
    const first = before.get(again.messageId);
    before.set(again.messageId, again);
    return first ? [{ first, again }] : [];
  });
}

/**
 * A mail may be sent again only if a kill came at about the time of the first attempt, and it has to be the same mail.
 * The next hop may be a little late to accept what had reached it when its client was killed.
 */
function unexplained({ first, again }: Twice, kills: readonly number[]): readonly string[] {
  const cut = kills.some((at) => Math.abs(at - first.at) <= WINDOW && at <= again.at);
  if (first.sha256 !== again.sha256) return [`${first.messageId} went out twice with different bytes`];
  return cut ? [] : [`${first.messageId} went out twice, and no kill explains it`];
}

/** The read model matches the journal. */
function model(record: OpenRecord): readonly string[] {
  const before = dumpModel(record);
  record.rebuild();
  const after = dumpModel(record);
  const at = before.findIndex((row, index) => row !== after[index]);
  if (at < 0 && before.length === after.length) return [];
  return [`the model differs from a rebuilt one: ${before[at]} and ${after[at]}`];
}

async function allEvents(record: RecordStore): Promise<readonly Recorded[]> {
  const events: Recorded[] = [];
  for (let last = 0; ; ) {
    const page = await record.journal.read(last, 1000);
    const newest = page.at(-1);
    if (!newest) return events;
    events.push(...page);
    last = newest.position;
  }
}

const rowOf = (record: RecordStore, id: string) => record.view.mail(mailId(id));

function count<K>(of: Map<K, number>, key: K): void {
  of.set(key, (of.get(key) ?? 0) + 1);
}
