import type { Fault } from "../../base/fault.ts";
import { type MailId, messageKey, type Sha256, sha256 } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import type { NewEvent, Recorded } from "../../domain/events.ts";
import {
  type Addressees,
  decideIncoming,
  decisionFailed,
  type Facts,
  heldEvent,
  type MailCause,
  type MailOutcome,
  type Outcome,
  type Rule,
  settledBy,
} from "../../domain/intake/index.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import type { IntakePolicy } from "../../domain/settings/index.ts";
import type { Replay } from "../../record/replay.ts";
import type { MailRow } from "../../record/view.ts";
import { gather } from "./gather.ts";
import type { ReadMail } from "./reader.ts";
import { decisionsIn, type RecordedDecision } from "./recorded.ts";
import { addresseesAgain, headerAgain, type RecordedReception, receptionsIn } from "./replay-reception.ts";
import { authorIn, rulesAsk } from "./rules-ask.ts";

/** Repeats decisions about mail, from the journal, and reports those that would be different. */

export interface ReplayParts {
  readonly replay: Replay;
  readonly read: ReadMail;
  /** Decisions from this time on, in milliseconds since 1970. */
  readonly since: number;
  /** And before this time. */
  readonly until: number;
  /** How a mail is decided; default: as intake does. */
  readonly decide?: (facts: Facts) => Outcome;
  /** The policy to use instead of the journal's. */
  readonly policy?: IntakePolicy;
  readonly progress?: (done: number, of: number) => void;
}

/** A mail's outcome, in short. */
export interface ReplayedOutcome {
  readonly outcome: MailOutcome;
  readonly reason: string | null;
  readonly cause: MailCause | null;
  /** The ticket it is in, or may belong to if it is held. */
  readonly ticket: number | null;
  /** The mailboxes it was received for; absent for what was decided after that. */
  readonly mailboxes?: readonly string[];
}

export interface Difference {
  readonly mail: MailId;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly was: ReplayedOutcome;
  readonly wouldBe: ReplayedOutcome;
  /** The rules of domain/intake/SPEC.md that apply now. */
  readonly rules: readonly Rule[];
  /** What differs in the events, such as "MessageReceived.reply". */
  readonly fields: readonly string[];
}

export interface Replayed {
  /** The number of repeated decisions about received mail. */
  readonly decisions: number;
  /** The number of mails whose mailboxes were chosen again (I-77). */
  readonly receptions: number;
  /** Mails whose bytes are no longer stored, so that their decisions cannot be repeated. */
  readonly gone: readonly MailId[];
  /** Mails that were held because their decision failed: there is nothing to compare with. */
  readonly failed: readonly MailId[];
  readonly differences: readonly Difference[];
}

/** Events of the journal read at a time. */
const PAGE = 2000;
/** Mails read ahead in parallel. */
const AHEAD = 16;

/**
 * Repeats every decision about mail in a period: for which mailboxes it was received, and what intake made of it. Each is made on the read model as it was
 * before it, at its time, with the recorded checks and the same new ids; the mail is parsed again
 * from its bytes.
 */
export async function replayDecisions(parts: ReplayParts): Promise<Replayed> {
  const { replay, since, until, progress } = parts;
  const head = await replay.journal.head();
  const policy = parts.policy ?? (await firstPolicy(replay, head));
  const bytesOf = new Map<MailId, Sha256>();
  const gone: MailId[] = [];
  const failed: MailId[] = [];
  const differences: Difference[] = [];
  let decisions = 0;
  let receptions = 0;
  const within = ({ time }: { readonly time: number }) => time >= since && time < until;
  for (let after = 0; after < head; ) {
    replay.advance(after);
    const events = await pageAfter(replay, after, head);
    for (const { event } of events) if (event.type === "MailReceived") bytesOf.set(event.mail, event.sha256);
    const all = decisionsIn(events);
    const inPeriod = all.filter(within);
    failed.push(...inPeriod.filter(hasFailed).map(({ mail }) => mail));
    const wanted: readonly (RecordedDecision | RecordedReception)[] = [
      ...inPeriod.filter((decision) => !hasFailed(decision)),
      ...receptionsIn(events).filter(within),
    ].sort((a, b) => a.position - b.position);
    for (let i = 0; i < wanted.length; i += AHEAD) {
      const batch = wanted.slice(i, i + AHEAD);
      const ready = await Promise.all(batch.map((one) => readied(one)));
      for (const again of ready) {
        const difference = again();
        if (difference) differences.push(difference);
      }
    }
    for (const { mail } of all) bytesOf.delete(mail);
    after = events.at(-1)?.position ?? head;
    progress?.(after, head);
  }
  return { decisions, receptions, gone, failed, differences };

  /** The bytes of a mail that was decided about before, and waited again (I-103). */
  function bytesBefore(mail: MailId): Sha256 | undefined {
    const known = replay.view.mail(mail);
    return known === null ? undefined : sha256(known.sha256.toString("hex"));
  }

  /** Reads what a decision needs besides the read model. @returns decides again */
  async function readied(one: RecordedDecision | RecordedReception): Promise<() => Difference | null> {
    if ("mailboxes" in one) {
      const header = await headerAgain(one, replay);
      return () => {
        // That its bytes are gone is said with the decision about it.
        if (header === "gone") return null;
        replay.advance(one.position - 1);
        receptions += 1;
        return otherMailboxes(one, addresseesAgain(one, header, replay));
      };
    }
    const parsed = await readAgain(bytesOf.get(one.mail) ?? bytesBefore(one.mail), parts);
    return () => {
      replay.advance(one.position - 1);
      const mail = replay.view.mail(one.mail);
      if (parsed === null || mail === null) {
        gone.push(one.mail);
        return null;
      }
      decisions += 1;
      const outcome = decideAgain(one, mail, parsed, parts, policy);
      return compare(one, outcome);
    };
  }
}

const hasFailed = ({ events }: RecordedDecision): boolean =>
  events.some(({ event }) => event.type === "MailHeld" && event.cause.code === "decision-failed");

/** The next events, without splitting a decision: its events have the same time. */
async function pageAfter({ journal }: Replay, after: number, head: number): Promise<readonly Recorded[]> {
  for (let size = PAGE; ; size *= 2) {
    const page = await journal.read(after, size);
    if (after + size >= head) return page;
    const time = page.at(-1)?.time;
    const whole = page.findLastIndex((one) => one.time !== time) + 1;
    if (whole > 0) return page.slice(0, whole);
  }
}

/** Parses a mail again; null if its bytes are no longer stored. */
async function readAgain(
  bytes: Sha256 | undefined,
  { replay, read }: ReplayParts,
): Promise<Result<ParsedMail, Fault> | null> {
  const raw = bytes === undefined ? null : await replay.blob(bytes);
  return raw && read(raw);
}

/** The decision on the current read model. */
function decideAgain(
  { checks, token, message, assigned, reply, told, forward, slow, time: now }: RecordedDecision,
  mail: MailRow,
  read: Result<ParsedMail, Fault>,
  { replay, decide = decideIncoming, policy: instead }: ReplayParts,
  policy: IntakePolicy | undefined,
): Outcome {
  const none = messageKey("0".repeat(26));
  const ids = {
    token: token ?? "a".repeat(24),
    message: message ?? none,
    assigned: assigned ?? none,
    reply: reply ?? none,
    told: told ?? none,
    forward: forward ?? none,
  };
  try {
    const received = { mail, read, checks, ids, now, ...(policy ? { policy } : {}) };
    const asked = slow ? rulesAsk(replay.view, received) : null;
    const answers = asked && { ...authorIn(asked), versions: asked.versions, answers: null };
    const facts = gather(replay.view, { ...received, ...(answers ? { answers } : {}) });
    return decide(instead ? { ...facts, policy: instead } : facts);
  } catch (cause) {
    // As intake does when a decision throws.
    const event = heldEvent(mail.id, decisionFailed(cause), null, mail.subject ?? "", null);
    return { kind: "held", rules: [], events: [event], dependsOn: [] };
  }
}

/** The first policy in the journal: as far as is known, it applied before that as well. */
async function firstPolicy({ journal }: Replay, head: number): Promise<IntakePolicy | undefined> {
  for (let after = 0; after < head; after += PAGE) {
    for (const { event } of await journal.read(after, PAGE))
      if (event.type === "IntakePolicyChanged") return event.policy;
  }
  return undefined;
}

/** The difference in whom a mail was received for. */
function otherMailboxes(was: RecordedReception, { recipients, mailboxes }: Addressees): Difference | null {
  const fields = [
    ...(written(was.mailboxes) === written(mailboxes) ? [] : ["MailReceived.mailbox"]),
    ...(written(was.first.envelope.to) === written(recipients) ? [] : ["MailReceived.envelope"]),
  ];
  if (fields.length === 0) return null;
  const { mail, position, time } = was;
  const received = { outcome: "queued", reason: null, cause: null, ticket: null } as const;
  return {
    ...{ mail, position, time, fields, rules: ["I-77"] },
    was: { ...received, mailboxes: was.mailboxes },
    wouldBe: { ...received, mailboxes },
  };
}

function compare(decision: RecordedDecision, outcome: Outcome): Difference | null {
  const fields = differing(decision.events, outcome.events);
  if (fields.length === 0) return null;
  const { mail, position, time, events } = decision;
  return {
    mail,
    position,
    time,
    was: came(events),
    wouldBe: came(outcome.events),
    rules: outcome.rules,
    fields,
  };
}

function came(events: readonly Parameters<typeof settledBy>[0][]): ReplayedOutcome {
  const settled = events.map(settledBy).findLast((one) => one !== null);
  const { outcome = "queued", reason = null, cause = null, ticket = null, candidate = null } = settled ?? {};
  return { outcome, reason, cause, ticket: ticket ?? candidate };
}

/** The names of the differences between two lists of events; empty if there are none. */
function differing(was: readonly Recorded[], wouldBe: readonly NewEvent[]): readonly string[] {
  const found = new Set<string>();
  for (let i = 0; i < Math.max(was.length, wouldBe.length); i++) {
    const [before, now] = [was[i], wouldBe[i]];
    if (!before || !now || before.event.type !== now.event.type) {
      for (const one of [before, now]) if (one) found.add(one.event.type);
      continue;
    }
    const { type } = now.event;
    if (before.ticket !== now.ticket) found.add(`${type}.ticket`);
    const after = asRecordedThen(before.event, withCauseOf(before.event, now.event));
    for (const field of new Set([...Object.keys(before.event), ...Object.keys(after)])) {
      if (written(Reflect.get(before.event, field)) !== written(Reflect.get(after, field)))
        found.add(`${type}.${field}`);
    }
  }
  return [...found];
}

/** An event with the cause of the recorded one if that is a sentence, from before there were codes: it cannot be compared. */
function withCauseOf(before: Recorded["event"], now: NewEvent["event"]): NewEvent["event"] {
  const held = before.type === "MailHeld" || before.type === "MailFiled";
  if (!held || before.cause.code !== "text") return now;
  if (now.type !== "MailHeld" && now.type !== "MailFiled") return now;
  return { ...now, cause: before.cause };
}

/** An event without the fingerprint if the recorded one is from before there were any. */
function asRecordedThen(before: Recorded["event"], again: NewEvent["event"]): NewEvent["event"] {
  const now = withoutState(before, withoutSent(before, again));
  if ("fingerprint" in before || !("fingerprint" in now)) return now;
  const { fingerprint: _, ...rest } = now;
  return rest;
}

/** Filed sent mail without what it is found by, if the recorded one is from before that was noted. */
function withoutSent(before: Recorded["event"], now: NewEvent["event"]): NewEvent["event"] {
  if ("sent" in before || now.type !== "MailFiled") return now;
  const { sent: _, ...rest } = now;
  return rest;
}

/** A run without the state that rules saw, if the recorded one is from before they did. */
function withoutState(before: Recorded["event"], now: NewEvent["event"]): NewEvent["event"] {
  if (before.type !== "RulesRan" || now.type !== "RulesRan" || "state" in before.ticket) return now;
  const { state: _, ...ticket } = now.ticket;
  return { ...now, ticket };
}

/** A value as the journal stores it, with the fields of objects in a fixed order. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
