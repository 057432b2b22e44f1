import type { EventType, Recorded } from "../../domain/events.ts";
import { type MailCause, type MailOutcome, type Settled, settledBy } from "../../domain/intake/index.ts";
import { type Fingerprint, namedIn } from "../../domain/mail/index.ts";
import type { Database } from "../database.ts";
import { fingerprintOfMessage } from "../fingerprint.ts";
import { inserter } from "../prepared.ts";
import { mail, mailSource } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

interface SettledRow {
  readonly id: string;
  readonly outcome: MailOutcome;
  readonly reason: string | null;
  readonly cause: string | null;
  readonly ticket: number | null;
  readonly candidate: number | null;
  readonly addressed: string | null;
  readonly fromName: string | null;
  readonly fromAddress: string | null;
  readonly subject: string;
  readonly fingerprint: string | null;
  readonly content: string | null;
  readonly identity: string | null;
  readonly says: string | null;
  readonly copyOf: string | null;
  readonly named: string | null;
  readonly sentId: string | null;
  readonly sentReply: string | null;
}

const erasedCause: MailCause = { code: "decision-erased" };

/** Tables mail, mail_source and mail_tally: received mails, where they came from, their outcome, and counts by outcome. */
export const mails: Projection = {
  name: "mails",
  version: 10,
  usableFrom: 9,
  tables: ["mail", "mail_source", "mail_tally"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectMails,
};

function projectMails(db: Database): Project {
  const insert = inserter(db.drizzle, mail);
  const update = db.sqlite.prepare<SettledRow>(
    `UPDATE mail SET outcome = @outcome, reason = @reason, cause = @cause, ticket = @ticket, candidate = @candidate,
       from_name = @fromName, from_address = @fromAddress, subject = @subject, addressed = @addressed,
       fingerprint = coalesce(@fingerprint, fingerprint), content = coalesce(@content, content),
       identity = coalesce(@identity, identity), says = coalesce(@says, says),
       copy_of = @copyOf, named = @named, sent_id = @sentId, sent_reply = @sentReply WHERE id = @id`,
  );
  // It is still found as what one of us sent, until it is settled.
  const requeue = db.sqlite.prepare<{ id: string; because: string }>(
    "UPDATE mail SET outcome = 'queued', requeued_for = @because WHERE id = @id AND outcome = 'filed'",
  );
  const check = db.sqlite.prepare<{ id: string; checks: string }>(
    "UPDATE mail SET checks = @checks WHERE id = @id",
  );
  const stateOf = db.sqlite.prepare<
    [string],
    { outcome: MailOutcome; content: string | null; mailbox: string }
  >("SELECT outcome, content, mailbox FROM mail WHERE id = ?");
  const count = db.sqlite.prepare<[string, MailOutcome, number]>(
    `INSERT INTO mail_tally (mailbox, outcome, mails) VALUES (?, ?, ?)
     ON CONFLICT (mailbox, outcome) DO UPDATE SET mails = mails + excluded.mails`,
  );
  const queued = db.sqlite.prepare<[], { mailbox: string; mails: number }>(
    "SELECT mailbox, mails FROM mail_tally WHERE outcome = 'queued' AND mails > 0",
  );

  const source = inserter(db.drizzle, mailSource);
  const again = db.sqlite.prepare<[string, string]>(
    "INSERT INTO mail_source (source, mail, sha256) SELECT ?, id, sha256 FROM mail WHERE id = ?",
  );
  const hold = db.sqlite.prepare<[string]>(
    "UPDATE mail SET outcome = 'held', reason = 'decision-failed', cause = ?, subject = '' WHERE outcome = 'queued'",
  );

  return (events) => {
    for (const recorded of events) one(recorded);
  };

  /**
   * An erased decision about some unknown mail: waiting mails are held, unless their decision follows. Deciding
   * again automatically could create a second ticket for one that exists.
   */
  function erased(was: EventType): void {
    if (was !== "MessageReceived" && was !== "MailHeld" && was !== "MailFiled" && was !== "AgentReplied")
      return;
    if (hold.run(JSON.stringify(erasedCause)).changes === 0) return;
    for (const { mailbox, mails } of queued.all()) {
      count.run(mailbox, "queued", -mails);
      count.run(mailbox, "held", mails);
    }
  }

  function settle(settled: Settled, event: Recorded["event"]): void {
    const { mail: id, outcome, reason, cause, ticket, candidate, from, subject } = settled;
    const known = stateOf.get(id);
    if (known === undefined) return;
    const before = known.outcome;
    const copyOf = cause?.code === "duplicate" ? cause.mail : null;
    // A copy is found by its original alone, so that finding that stays as cheap however often it is sent.
    const print =
      copyOf === null
        ? (settled.fingerprint ?? (known.content === null ? ofEarlierRelease(event) : null))
        : null;
    const [fingerprint, content] = [print?.mail ?? null, print?.content ?? null];
    const identity = print?.identity ?? null;
    const says = print?.says ? JSON.stringify(print.says) : null;
    const [fromName, fromAddress] = [from?.name ?? null, from?.address ?? null];
    const why = cause === null ? null : JSON.stringify(cause);
    const sent = event.type === "MailFiled" ? (event.sent ?? null) : null;
    const whom = sent?.addressed ?? settled.addressed;
    const addressed = whom.length === 0 ? null : JSON.stringify(whom);
    const named = event.type === "MessageReceived" ? JSON.stringify(namedIn(event)) : null;
    const who = {
      fromName,
      fromAddress,
      subject,
      addressed,
      fingerprint,
      content,
      identity,
      says,
      copyOf,
      named,
      sentId: sent?.messageId ?? null,
      sentReply: sent?.inReplyTo ?? null,
    };
    update.run({ id, outcome, reason, cause: why, ticket, candidate, ...who });
    if (before === outcome) return;
    count.run(known.mailbox, before, -1);
    count.run(known.mailbox, outcome, 1);
  }

  function one(recorded: Recorded): void {
    const settled = settledBy(recorded);
    if (settled !== null) {
      settle(settled, recorded.event);
      return;
    }
    const { position, time, event } = recorded;
    switch (event.type) {
      case "MailReceived":
        insert({
          position,
          id: event.mail,
          receivedAt: time,
          sender: event.envelope.from,
          recipients: event.envelope.to,
          mailbox: event.mailbox,
          size: event.size,
          sha256: Buffer.from(event.sha256, "hex"),
          ip: event.peer.ip,
          helo: event.peer.helo,
          tls: event.peer.tls,
          source: event.source ?? null,
          outcome: "queued",
          reason: null,
          cause: null,
          ticket: null,
          candidate: null,
          fromName: null,
          fromAddress: null,
          subject: null,
          checks: null,
          fingerprint: null,
          content: null,
          identity: null,
          says: null,
          copyOf: null,
          first: event.first ?? null,
          addressed: null,
          named: null,
          sentId: null,
          sentReply: null,
          requeuedFor: null,
        });
        count.run(event.mailbox, "queued", 1);
        // A mail for several mailboxes is found under its first one.
        if (event.source !== undefined && event.first === undefined) {
          source({ source: event.source, mail: event.mail, sha256: Buffer.from(event.sha256, "hex") });
        }
        break;
      case "MailFoundAgain":
        again.run(event.source, event.mail);
        break;
      case "MailRequeued": {
        const known = stateOf.get(event.mail);
        if (known === undefined || requeue.run({ id: event.mail, because: event.because }).changes === 0)
          break;
        count.run(known.mailbox, "filed", -1);
        count.run(known.mailbox, "queued", 1);
        break;
      }
      case "MailChecked":
        check.run({ id: event.mail, checks: JSON.stringify(event.checks) });
        break;
      case "Erased":
        erased(event.was);
        break;
      default:
    }
  }
}

/** The fingerprint of a mail whose event does not have it yet. */
const ofEarlierRelease = (event: Recorded["event"]): Fingerprint | null =>
  event.type === "MessageReceived" ? fingerprintOfMessage(event) : null;
