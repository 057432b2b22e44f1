import type { Now, RandomBytes } from "../../base/clock.ts";
import { fault, storedFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { isUnwritable } from "../../base/unwritable.ts";
import { systemActor } from "../../domain/actor.ts";
import type { EventType } from "../../domain/events.ts";
import { decideWebhookGone, type Webhook, webhookSecrets } from "../../domain/settings/index.ts";
import { decideHookAttempt, isTrusted } from "../../domain/webhooks/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { WebhookRow } from "../../record/view.ts";
import type { WebhookDelivery, WebhookLane } from "../../record/webhooks.ts";
import { settingsOf } from "../depends.ts";
import { type CallEndpoint, type Describe, type EndpointAnswer, TEST } from "./endpoint.ts";
import { createFollower } from "./follow.ts";
import { freshLane } from "./lane.ts";

interface Parts {
  readonly record: RecordStore;
  readonly callEndpoint: CallEndpoint;
  readonly describe: Describe;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

/** Calls endpoints when something happens. */
export interface WebhookCalls {
  start(): void;
  /** Makes no more calls, and ends those in progress: they are made again. */
  stop(): Promise<void>;
  /** To be called when someone asked for a call. */
  wake(): void;
  /** Resolves once nothing is being made any more, whatever is due later. */
  idle(): Promise<void>;
}

/** Endpoints called in parallel; each with one call at a time. */
const AT_ONCE = 8;
/** Longest sleep in milliseconds, so that a changed clock is noticed. */
const LOOK = 15_000;
/** Milliseconds before something that failed here, and not at the endpoint, is tried again. */
const PAUSE = 2_000;
/** Events after which there are other endpoints. */
const changes: ReadonlySet<EventType> = new Set(["WebhookSaved", "WebhookRemoved", "WebhookGone"]);

/**
 * Calls endpoints in the order of the journal, one call at a time for each. A call that fails is tried again over days;
 * an endpoint that fails again and again is tried with one call, until it works. Without endpoints, nothing is read.
 */
export function createWebhookCalls(parts: Parts): WebhookCalls {
  const { record, callEndpoint, now, randomBytes, log } = parts;
  const queue = record.operations.webhooks;
  const follower = createFollower(parts);
  const underWay = new Map<string, Promise<void>>();
  /** Endpoints for which something happened since their work looked. */
  const news = new Set<string>();
  /** When endpoints with which something failed here are looked at again. */
  const resting = new Map<string, number>();
  /** The endpoints; null where they have to be read. */
  let known: readonly WebhookRow[] | null = null;
  let stopping = new AbortController();
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = () => {};

  return {
    start() {
      running = true;
      known = null;
      stopping = new AbortController();
      unlisten = record.onCommitted((events) => {
        if (events.some(({ event }) => changes.has(event.type))) known = null;
        pump();
      });
      pump();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      unlisten();
      stopping.abort();
      await Promise.all(underWay.values());
    },
    wake: pump,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };

  /** Begins with every endpoint for which there may be something to do. */
  function pump(): void {
    if (!running) return;
    try {
      known ??= record.view.webhooks();
      if (known.length === 0) {
        clearTimeout(timer);
        return;
      }
      const on = known.filter(({ webhook }) => webhook.enabled);
      follower.keep(new Set(on.map(({ webhook }) => webhook.name)));
      for (const { webhook } of known) begin(webhook.name);
    } catch (cause) {
      log.error("it cannot be checked whether webhooks are due; it is tried again", { cause });
    }
    sleep();
  }

  function begin(name: string): void {
    if (underWay.has(name) || underWay.size >= AT_ONCE) {
      news.add(name);
      return;
    }
    if ((resting.get(name) ?? 0) > now()) return;
    resting.delete(name);
    const work = callsOf(name)
      .catch((cause) => {
        resting.set(name, now() + PAUSE);
        log.error("the calls of a webhook cannot be made; they are tried again", { webhook: name, cause });
      })
      .finally(() => {
        underWay.delete(name);
        if (!running) return;
        const [waiting] = [...news].filter((one) => !underWay.has(one));
        if (waiting !== undefined) begin(waiting);
        sleep();
      });
    underWay.set(name, work);
  }

  /** Looks again when something is due. */
  function sleep(): void {
    clearTimeout(timer);
    if (!running) return;
    let wait = LOOK;
    try {
      for (const row of known ?? []) wait = Math.min(wait, waitOf(row));
    } catch (cause) {
      log.error("it cannot be checked when webhooks are due; it is tried again", { cause });
      wait = PAUSE;
    }
    timer = setTimeout(pump, wait);
    timer.unref();
  }

  /** Milliseconds until there is something to do for an endpoint. */
  function waitOf({ webhook: { name, enabled }, since }: WebhookRow): number {
    if (underWay.has(name)) return LOOK;
    const rest = (resting.get(name) ?? 0) - now();
    if (rest > 0) return rest;
    const due = enabled ? dueAt(queue.lane(name) ?? freshLane(name, since)) : null;
    return due === null ? LOOK : Math.max(10, due - now());
  }

  /** When the next call of an endpoint may be made; null if none waits. */
  function dueAt(lane: WebhookLane): number | null {
    const first = queue.nextAt(lane.webhook);
    if (first === null || !isTrusted(lane)) return first === null ? null : lane.nextAt;
    return Math.max(lane.nextAt, queue.next(lane.webhook)?.nextAt ?? first);
  }

  /** Makes all calls of an endpoint that are due. */
  async function callsOf(name: string): Promise<void> {
    for (;;) {
      news.delete(name);
      const row = record.view.webhook(name);
      if (!running || row === null) return;
      const more = row.webhook.enabled ? await follower.follow(row) : false;
      const due = nextOf(row);
      if (due !== null && running) await call(row, due);
      else if (!more && !news.has(name)) return;
    }
  }

  /** The call to be made now: one that someone asked for, or that is due; of an endpoint that fails, the oldest from time to time. */
  function nextOf({ webhook: { name, enabled }, since }: WebhookRow): WebhookDelivery | null {
    const asked = queue.asked(name);
    if (asked !== null || !enabled) return asked;
    const lane = queue.lane(name) ?? freshLane(name, since);
    if (lane.nextAt > now()) return null;
    if (!isTrusted(lane)) return queue.oldest(name);
    const next = queue.next(name);
    return next !== null && (next.nextAt ?? 0) <= now() ? next : null;
  }

  async function call({ webhook, since }: WebhookRow, delivery: WebhookDelivery): Promise<void> {
    const { name, url, allowPrivate } = webhook;
    const { id, body, type, ticket } = delivery;
    const at = now();
    const secrets = webhookSecrets(webhook, at);
    const answer = await callEndpoint({ url, allowPrivate, id, at, body, secrets }, stopping.signal);
    // Ended by the stop, not by the endpoint.
    if (stopping.signal.aborted && answer.status === null) return;
    const took = Math.max(0, now() - at);
    const state = queue.lane(name) ?? freshLane(name, since);
    const outcome = decideHookAttempt({
      ...{ status: answer.status, retryAfter: answer.retryAfter, attempts: delivery.attempts },
      ...{ createdAt: delivery.createdAt, lane: state, now: now(), random: randomBytes(4) },
      repeats: type !== TEST && delivery.state === "waiting",
    });
    if (outcome.gone) await switchOff(webhook);
    const { status } = answer;
    const why = faultOf(answer);
    const attempt = { at, took, status, answer: answer.answer, fault: why && storedFault(why) };
    const { nextAt } = outcome;
    const recorded = { attempt, state: outcome.state, nextAt, recovered: outcome.recovered };
    await insist(() => queue.attempted(delivery, { ...recorded, lane: { ...state, ...outcome.lane } }));
    const facts = { webhook: name, type, ticket, status };
    if (outcome.state === "delivered") log.info("webhook delivered", facts);
    else if (nextAt !== null)
      log.warn("a call of a webhook failed", { ...facts, fault: why?.reason, nextAt });
    else log.error("a call of a webhook failed for good", { ...facts, fault: why?.reason });
  }

  async function switchOff(webhook: Webhook): Promise<void> {
    log.warn("a webhook's server says that it is gone (410): it is switched off", { webhook: webhook.name });
    await record.commit(systemActor("webhooks"), (view) => ({
      events: decideWebhookGone(view.webhook(webhook.name)?.webhook ?? null, webhook).map((event) => ({
        ticket: null,
        event,
      })),
      dependsOn: [settingsOf(view)],
      value: undefined,
    }));
  }

  /** What an endpoint answered is recorded even if the disk can only be written later; until then it is not called again. */
  async function insist(write: () => void): Promise<void> {
    for (;;) {
      try {
        return write();
      } catch (cause) {
        if (!isUnwritable(cause) || !running) throw cause;
        log.error("the result of a webhook's call cannot be recorded; it is tried again", { cause });
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }
}

/** Why a call failed; null if it did not. */
function faultOf({ status, fault: why }: EndpointAnswer) {
  if (why !== null || status === null) return why ?? fault("server.no-reason");
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400
    ? fault("webhook.redirect", { params: { status } })
    : fault("server.status", { params: { status } });
}
