import type { Now, RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, messageKey, sha256, timeId } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { type Result, refuse } from "../../base/result.ts";
import { isUnwritable } from "../../base/unwritable.ts";
import { systemActor } from "../../domain/actor.ts";
import {
  decideIncoming,
  decisionFailed,
  heldEvent,
  isReplyCopy,
  type Outcome,
  type RuleAnswers,
} from "../../domain/intake/index.ts";
import type { Checks, ParsedMail } from "../../domain/mail/index.ts";
import { tokenFrom } from "../../domain/ticket/index.ts";
import { Moved, nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { MailRow } from "../../record/view.ts";
import { peopleOf, settingsOf } from "../depends.ts";
import { sharesIn } from "../rules/shares.ts";
import { type RulesThread, rulesHere } from "../rules/thread.ts";
import { createBurstGate } from "./burst-gate.ts";
import { type Authenticate, check, type Scan } from "./check.ts";
import { gather } from "./gather.ts";
import type { ReadMail } from "./reader.ts";
import { areAnswered, authorIn, type RulesAsk, rulesAsk } from "./rules-ask.ts";

interface Parts {
  readonly record: RecordStore;
  readonly read: ReadMail;
  readonly authenticate: Authenticate;
  readonly scan: Scan;
  /** Where rules run; absent for this thread. */
  readonly rules?: RulesThread;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

export interface Intake {
  /** The bytes of a mail that was just committed, so that they need not be read back. */
  offer(id: string, raw: Uint8Array): void;
  start(): void;
  /** Starts no more mails and waits for those in progress. */
  stop(): Promise<void>;
  /** Resolves when no mail is waiting. */
  idle(): Promise<void>;
}

/** How many mails are read ahead of the one being decided. */
const AHEAD = 256;
/** Bytes of newly received mails that are kept in memory. */
const AT_HAND = 32 * 1024 * 1024;
/** How often a mail is decided about again if something that the decision depends on changed meanwhile. */
const MOST_TRIES = 3;
/** Milliseconds before intake tries again after the disk could not be written. */
const PAUSE = 2000;

interface Entry {
  readonly mail: MailRow;
  read: Result<ParsedMail, Fault> | null;
  checks: Checks | null;
  answers: RuleAnswers | null;
}

/** An entry that has been read. */
type Decidable = Entry & { readonly read: Result<ParsedMail, Fault> };

/** The ruleset, or whom the mail is from to us, has changed since its texts were looked at. */
class Unanswered extends Error {
  readonly asked: RulesAsk;

  constructor(asked: RulesAsk) {
    super("unanswered");
    this.asked = asked;
  }
}

/**
 * From a received mail to its ticket. The queue is the read model's queued mails, so it survives any end of
 * the process; mails are read in parallel in workers and decided in order of arrival for each mailbox.
 */
export function createIntake(parts: Parts): Intake {
  const { record, read, rules = rulesHere, now, randomBytes, log } = parts;
  const lines = new Map<string, Entry[]>();
  /** Mails that are not decided yet, and the lines that wait for one of them, by its id. */
  const undecided = new Map<string, Set<string>>();
  const atHand = new Map<string, Uint8Array>();
  /** Mails that were filed, and that are decided about again now. */
  const again = new Map<MailId, Promise<void>>();
  const waitingForIdle: (() => void)[] = [];
  const gate = createBurstGate(now);
  let planned = false;
  let putOff: NodeJS.Timeout | null = null;
  let bytesAtHand = 0;
  let underWay = 0;
  let last = 0;
  let running = false;
  let stopped: (() => void) | null = null;
  let unlisten = () => {};

  return {
    offer(id, raw) {
      if (bytesAtHand + raw.length <= AT_HAND) {
        atHand.set(id, raw);
        bytesAtHand += raw.length;
      }
      gate.arrived();
      plan();
    },
    start() {
      running = true;
      last = 0;
      unlisten();
      unlisten = record.onCommitted((events) => {
        // No edge offers the copies of our own replies.
        if (events.some(({ event }) => event.type === "MailReceived" && isReplyCopy(event))) plan();
      });
      takeUp();
    },
    stop() {
      running = false;
      unlisten();
      if (putOff !== null) clearTimeout(putOff);
      putOff = null;
      return underWay === 0 ? Promise.resolve() : new Promise((resolve) => (stopped = resolve));
    },
    idle() {
      if (underWay === 0 && record.queries.intakeQueue().depth === 0) return Promise.resolve();
      return new Promise((resolve) => waitingForIdle.push(resolve));
    },
  };

  /** Processes mails at the end of this turn of the event loop, or a little later during a burst. */
  function plan(): void {
    if (!running || planned || putOff !== null || underWay > AHEAD / 2) return;
    planned = true;
    const begin = () => {
      planned = false;
      if (gate.wait() > 0) plan();
      else takeUp();
    };
    const wait = gate.wait();
    if (wait > 0) setTimeout(begin, wait);
    else setImmediate(begin);
  }

  function takeUp(): void {
    if (!running || putOff !== null || underWay > AHEAD / 2) return;
    const wanted = AHEAD - underWay;
    const mails = record.view.queuedMails(last, wanted);
    if (mails.length < wanted) gate.caughtUp();
    for (const mail of mails) {
      last = mail.position;
      underWay += 1;
      undecided.set(mail.id, new Set());
      const entry: Entry = { mail, read: null, checks: null, answers: null };
      const line = lines.get(mail.mailbox);
      if (line) line.push(entry);
      else lines.set(mail.mailbox, [entry]);
      void readInto(entry);
    }
  }

  async function readInto(entry: Entry): Promise<void> {
    entry.read = await readOf(entry);
    decideLine(entry.mail.mailbox);
  }

  /** Reads a mail, and notes its checks and what rules need to know. */
  async function readOf(entry: Entry): Promise<Result<ParsedMail, Fault>> {
    const raw = bytesAtHandOf(entry.mail) ?? (await record.blob(sha256(entry.mail.sha256.toString("hex"))));
    const reading: Promise<Result<ParsedMail, Fault>> = raw
      ? read(raw)
      : Promise.resolve(refuse(fault("mail.bytes-missing")));
    if (raw) entry.checks = await check(parts, raw, entry.mail, reading);
    const done = await reading;
    entry.answers = await answersFor(rulesAsk(record.view, { ...entry, read: done }), entry.answers);
    return done;
  }

  /** What rules need to know of a mail's texts; what is known already, if that is the same. */
  async function answersFor(asked: RulesAsk | null, known: RuleAnswers | null): Promise<RuleAnswers | null> {
    if (asked === null || areAnswered(asked, known)) return known;
    const { versions, text, mail } = asked;
    return { versions, ...authorIn(asked), answers: await rules.answer(text, mail) };
  }

  function bytesAtHandOf(mail: MailRow): Uint8Array | null {
    const raw = atHand.get(mail.id);
    if (!raw) return null;
    atHand.delete(mail.id);
    bytesAtHand -= raw.length;
    return raw;
  }

  /**
   * Decides the mails at the head of a mailbox's queue that have been read; an unread one blocks those after it. A mail for
   * several mailboxes is decided for the first of them first (I-77); all of them arrived before what waits for that.
   */
  function decideLine(mailbox: string): void {
    const line = lines.get(mailbox);
    const freed = new Set<string>();
    for (let entry = line?.[0]; entry?.read; entry = line?.[0]) {
      const { mail, read } = entry;
      const before = mail.first === null ? undefined : undecided.get(mail.first);
      if (before) {
        before.add(mailbox);
        break;
      }
      line?.shift();
      void decide({ ...entry, read });
      for (const waiting of undecided.get(mail.id) ?? []) freed.add(waiting);
      undecided.delete(mail.id);
    }
    if (line?.length === 0) lines.delete(mailbox);
    for (const waiting of freed) decideLine(waiting);
  }

  async function decide(given: Decidable): Promise<void> {
    await settle(given);
    done();
  }

  async function settle(given: Decidable): Promise<void> {
    const { mail } = given;
    let { answers } = given;
    for (let tries = 1; ; tries += 1) {
      const tried = await decideOnce({ ...given, answers });
      if ("decided" in tried) {
        const { first = [], next = [] } = tried.decided;
        for (const id of [...first, ...next]) await settleAgain(id);
        // If one of them still waits, since the disk could not be written, so does this mail.
        if (first.length === 0 || putOff !== null) break;
        if (tries < MOST_TRIES) continue;
      }
      const cause = "cause" in tried ? tried.cause : new Error("what it waits for was not decided");
      if (cause instanceof Unanswered && tries < MOST_TRIES) {
        answers = await answersFor(cause.asked, answers);
        continue;
      }
      if (cause instanceof Moved) {
        // Another process has decided about it, or about a mail that it depends on.
        if (record.view.outcomeOf(mail.id) !== "queued") break;
        if (tries < MOST_TRIES) continue;
      }
      if (isUnwritable(cause)) later(cause);
      else await hold(mail, cause);
      break;
    }
  }

  /** Decides about a mail that was filed and waits again (I-103, I-104): what waits for it, waits for one decision. */
  function settleAgain(id: MailId): Promise<void> {
    const present = again.get(id);
    if (present !== undefined) return present;
    const decided = (async () => {
      const mail = record.view.mail(id);
      if (mail?.outcome !== "queued") return;
      const entry: Entry = { mail, read: null, checks: null, answers: null };
      const read = await readOf(entry);
      await settle({ ...entry, read });
    })().finally(() => again.delete(id));
    again.set(id, decided);
    return decided;
  }

  /** Decides about a mail and records that; gives the decision, or what was thrown. */
  async function decideOnce({
    mail,
    read,
    checks,
    answers,
  }: Decidable): Promise<
    { readonly decided: Pick<Outcome, "first" | "next"> } | { readonly cause: unknown }
  > {
    const newKey = () => messageKey(timeId(now(), randomBytes(10)));
    const ids = {
      token: tokenFrom(randomBytes(15)),
      message: newKey(),
      assigned: newKey(),
      reply: newKey(),
      told: newKey(),
      forward: newKey(),
    };
    try {
      const decided = await record.commit<Pick<Outcome, "first" | "next">>(
        systemActor("intake"),
        (view, time) => {
          const received = { mail, read, checks, ids, now: time, ...(answers ? { answers } : {}) };
          const asked = rulesAsk(view, received);
          if (asked !== null && !areAnswered(asked, answers)) throw new Unanswered(asked);
          const { events, dependsOn, ...more } = decideIncoming(gather(view, received));
          // It waits for mail that waits itself.
          if (events.length === 0) return nothing(more);
          const rest = [settingsOf(view), peopleOf(view), ...sharesIn(view, events)];
          return { events, dependsOn: [...dependsOn, ...rest], value: more };
        },
      );
      return { decided };
    } catch (cause) {
      return { cause };
    }
  }

  /** The disk cannot be written now. Undecided mails are processed again, in order, when there may be space. */
  function later(cause: unknown): void {
    if (putOff !== null || !running) return;
    log.error("mails cannot be processed; they stay queued", { cause });
    for (const line of lines.values()) underWay -= line.length;
    lines.clear();
    undecided.clear();
    putOff = setTimeout(() => {
      putOff = null;
      last = 0;
      takeUp();
    }, PAUSE).unref();
  }

  async function hold(mail: MailRow, cause: unknown): Promise<void> {
    log.error("a mail could not be processed and is held", { mail: mail.id, cause });
    const doubt = decisionFailed(cause);
    try {
      await record.commit(systemActor("intake"), () => ({
        events: [heldEvent(mail.id, doubt, null, mail.subject ?? "", null)],
        dependsOn: [{ on: "mail", mail: mail.id, is: "queued" }],
        value: undefined,
      }));
    } catch (again) {
      if (!(again instanceof Moved)) later(again);
    }
  }

  function done(): void {
    underWay -= 1;
    plan();
    if (underWay > 0) return;
    stopped?.();
    if (record.queries.intakeQueue().depth === 0) for (const tell of waitingForIdle.splice(0)) tell();
  }
}
