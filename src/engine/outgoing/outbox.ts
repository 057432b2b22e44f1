import type { Now, RandomBytes } from "../../base/clock.ts";
import { fault, storedFault } from "../../base/fault.ts";
import { type MessageKey, sha256 } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { isUnwritable } from "../../base/unwritable.ts";
import { systemActor } from "../../domain/actor.ts";
import type { EventType } from "../../domain/events.ts";
import type { Envelope } from "../../domain/mail/index.ts";
import { decideAttempt, lastAttempt } from "../../domain/outgoing/index.ts";
import type { Route } from "../../domain/settings/events.ts";
import { type DeliveryResult, withoutDetail } from "../../domain/ticket/index.ts";
import type { Past } from "../../record/past/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { DeliveryRow, View } from "../../record/view.ts";
import { deliveryText } from "../../text/deliveries.ts";
import { defaultLanguage } from "../../text/index.ts";
import { settingsChanged } from "../settings/changes.ts";
import { retryAfterSignIn } from "./after-sign-in.ts";

/**
 * Delivers one mail to the next server, or servers. Never rejects: errors are in the results, one for each
 * recipient of the envelope that is not postponed. A 5xx about the mail or the recipient is "failed"; everything else that
 * is not 250, including a 5xx about the session (TLS, log-in), is "deferred".
 */
export type Deliver = (
  mail: {
    readonly raw: Uint8Array;
    readonly envelope: Envelope;
    /** Someone asked for an immediate attempt: servers in back-off are tried as well. */
    readonly insist?: boolean;
  },
  route: Route,
) => Promise<{
  /** The server, as host:port; null if none was tried, or each of several is in its results. */
  readonly server: string | null;
  readonly results: readonly DeliveryResult[];
  /** Recipients that were not tried, since too many deliveries to their server are in progress: try them again then. */
  readonly postponed?: { readonly recipients: readonly string[]; readonly until: number };
}>;

interface Parts {
  readonly record: RecordStore;
  readonly deliver: Deliver;
  /** The current delivery route; null if none is set, and mail waits. */
  readonly route: () => Route | null;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

export interface Outbox {
  start(): void;
  /** Starts no more deliveries and waits for those in progress. */
  stop(): Promise<void>;
}

/** Deliveries in parallel. */
const AT_ONCE = 8;
/** This many postponed messages are skipped to find others. */
const MOST_RESTING = 500;
/** Milliseconds of a lease: longer than any SMTP transaction may take. */
const LEASE = 30 * 60_000;
/** Longest sleep in milliseconds, so that a changed clock is noticed. */
const LOOK = 15_000;
/** Milliseconds before an outcome that could not be written is tried again. */
const PAUSE = 2_000;
/** Events after which there may be something to send. */
const begins: ReadonlySet<EventType> = new Set([
  "ReplyComposed",
  "NotificationQueued",
  "WarningQueued",
  "DeliveryRetried",
]);

/**
 * Delivers composed mail to the next server. Every attempt and its outcome is an event; a message is leased during an
 * attempt, so that there are never two at once. After a crash it is tried again with the same Message-ID: a mail can be
 * delivered twice only between the next server's 250 and our commit of it.
 */
export function createOutbox({ record, deliver, route, now, randomBytes, log }: Parts): Outbox {
  const underWay = new Set<Promise<void>>();
  const busy = new Set<MessageKey>();
  /** Until when messages with a postponed recipient wait. */
  const resting = new Map<MessageKey, number>();
  /** Messages that someone asked to retry now. */
  const insisted = new Set<MessageKey>();
  let signingIn: Promise<void> = Promise.resolve();
  let running = false;
  let fresh = true;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: readonly (() => void)[] = [];

  return {
    start() {
      running = true;
      fresh = true;
      const unlistenCommits = record.onCommitted((events) => {
        for (const { event } of events) {
          if (event.type !== "DeliveryRetried") continue;
          resting.delete(event.message);
          insisted.add(event.message);
        }
        if (events.some(({ event }) => begins.has(event.type))) pump();
      });
      // Mail that waits for a route, or for someone to sign in, is sent as soon as that is done.
      const changed = settingsChanged(record);
      unlisten = [unlistenCommits, changed("outgoing", pump), changed("oauth accounts", retrySignedIn)];
      pump();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      for (const stop of unlisten) stop();
      await Promise.all([...underWay, signingIn]);
    },
  };

  function retrySignedIn(): void {
    signingIn = signingIn
      .then(() => retryAfterSignIn(record, route))
      .catch((cause) => log.error("deliveries cannot be retried after a sign-in", { cause }));
  }

  function pump(): void {
    clearTimeout(timer);
    if (!running) return;
    let wait = PAUSE;
    try {
      wait = beginDue();
    } catch (cause) {
      log.error("the outbox cannot be processed; it is tried again", { cause });
    }
    timer = setTimeout(pump, wait);
    timer.unref();
  }

  /** @returns milliseconds until the next one can begin */
  function beginDue(): number {
    // No other process uses this data folder, so a remaining lease belongs to a process that ended.
    if (fresh) record.operations.releaseAll();
    fresh = false;
    const to = route();
    if (to !== null && underWay.size < AT_ONCE) {
      for (const [message, until] of resting) if (until <= now()) resting.delete(message);
      for (const message of record.queries.dueDeliveries(
        now(),
        AT_ONCE * 2 + Math.min(resting.size, MOST_RESTING),
      )) {
        if (underWay.size >= AT_ONCE) break;
        if (!resting.has(message) && !busy.has(message) && record.operations.lease(message, now() + LEASE))
          begin(message, to);
      }
    }
    const next = record.queries.nextDelivery();
    return next === null || to === null ? LOOK : Math.min(LOOK, Math.max(250, next - now()));
  }

  function begin(message: MessageKey, to: Route): void {
    busy.add(message);
    const attempt = send(message, to)
      .catch((cause) => log.error("a delivery attempt could not be recorded", { message, cause }))
      .finally(() => {
        underWay.delete(attempt);
        letGo(message);
        pump();
      });
    underWay.add(attempt);
  }

  function letGo(message: MessageKey): void {
    try {
      record.operations.release(message);
      busy.delete(message);
    } catch (cause) {
      log.error("a delivery's lease cannot be released; it is tried again", { message, cause });
      if (running) setTimeout(() => letGo(message), PAUSE).unref();
    }
  }

  /** A server's response is recorded even if the disk can only be written later; until then nothing is sent again. */
  async function insist<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (cause) {
        if (!isUnwritable(cause) || !running) throw cause;
        log.error("the result of a delivery cannot be recorded; it is tried again", { cause });
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  async function send(message: MessageKey, to: Route): Promise<void> {
    const queued = await queuedMail(record.past, message);
    const due = record.view.deliveries(message).filter((row) => row.nextAt !== null && row.nextAt <= now());
    const first = due[0];
    if (!first || !queued) return;
    const raw = await record.blob(sha256(queued.raw));
    const bare = to.kind === "smtp" && to.bareSender === true;
    const envelope = {
      from: bare ? withoutDetail(queued.sender) : queued.sender,
      to: due.map((row) => row.recipient),
    };
    const { server, results, postponed } = raw
      ? await deliver({ raw, envelope, insist: insisted.delete(message) }, to)
      : { server: null, results: due.map(lost), postponed: undefined };
    if (postponed) resting.set(message, postponed.until);
    if (results.length === 0) return;
    const random = randomBytes(4);
    const attempted = (view: View, time: number) => {
      const deliveries = view.deliveries(message);
      const facts = { message, deliveries, queuedAt: queued.time, server, results, now: time, random };
      const event = decideAttempt(facts);
      // A notification is not part of its ticket: its outcome says nothing about a reply.
      const ticket = first.kind === "reply" ? first.ticket : null;
      return {
        events: [{ ticket, event }],
        dependsOn: [{ on: "attempts", message, attempts: lastAttempt(deliveries) }],
        value: event.nextAt,
      } as const;
    };
    const nextAt = await insist(() => record.commit(systemActor("outbox"), attempted));
    for (const result of results) report(message, result, nextAt);
  }

  function report(message: MessageKey, result: DeliveryResult, nextAt: number | null): void {
    const facts = { message, recipient: result.recipient, response: deliveryText(defaultLanguage, result) };
    if (result.outcome === "delivered") log.info("delivered", facts);
    else if (result.outcome === "deferred" && nextAt !== null)
      log.warn("delivery deferred", { ...facts, nextAt: new Date(nextAt).toISOString() });
    else log.error("delivery failed permanently", facts);
  }
}

/** A composed mail, and since when it has been queued; null if there is none with that key yet. */
async function queuedMail(past: Past, message: MessageKey) {
  const queued = await past.message(message);
  switch (queued?.event.type) {
    case "ReplyWritten":
      return past.composed(message);
    case "NotificationQueued":
    case "WarningQueued":
      return { ...queued.event, time: queued.time };
    default:
      return null;
  }
}

const lost = (row: DeliveryRow): DeliveryResult => ({
  recipient: row.recipient,
  outcome: "failed",
  response: "",
  fault: storedFault(fault("delivery.lost")),
});
