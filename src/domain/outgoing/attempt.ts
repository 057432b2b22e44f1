import type { MessageKey } from "../../base/ids.ts";
import type { DeliveryResult, TicketEvent } from "../ticket/index.ts";

type DeliveryAttempted = Extract<TicketEvent, { type: "DeliveryAttempted" }>;

/** What came of an attempt to deliver a mail, and what is known about it when that is recorded. */
export interface AttemptFacts {
  readonly message: MessageKey;
  /** All its deliveries, also those cancelled during the attempt: the server's response counts all the same. */
  readonly deliveries: readonly { readonly recipient: string; readonly attempts: number }[];
  /** When it was queued, in milliseconds since 1970. */
  readonly queuedAt: number;
  /** The server, as host:port; null if none was tried, or each of several is in its results. */
  readonly server: string | null;
  /** One for each recipient that was tried. */
  readonly results: readonly DeliveryResult[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** At least 4 random bytes. */
  readonly random: Uint8Array;
}

/** Records an attempt; if a recipient is deferred, it also says when the next one follows, unless delivery is given up. */
export function decideAttempt(facts: AttemptFacts): DeliveryAttempted {
  const { message, deliveries, queuedAt, server, now, random } = facts;
  const tried = new Set(facts.results.map(({ recipient }) => recipient));
  const known = deliveries.filter(({ recipient }) => tried.has(recipient));
  const results = facts.results.filter((one) => known.some(({ recipient }) => recipient === one.recipient));
  const attempt = lastAttempt(known) + 1;
  const deferred = results.some(({ outcome }) => outcome === "deferred");
  const nextAt = deferred && !isGivenUp(queuedAt, now) ? nextAttempt(attempt, now, random) : null;
  return { type: "DeliveryAttempted", message, attempt, server, results, nextAt };
}

/** The number of the last attempt among some deliveries; 0 if there was none. */
export const lastAttempt = (deliveries: readonly { readonly attempts: number }[]): number =>
  deliveries.reduce((most, { attempts }) => Math.max(most, attempts), 0);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Milliseconds between attempts: short at first, growing over days (RFC 5321 section 4.5.4.1). */
const steps = [1, 2, 5, 10, 20, 30, 60, 120, 180, 240].map((minutes) => minutes * MINUTE);

/** Mail that could not be delivered for this long is returned to the agent. */
const GIVE_UP = 5 * DAY;

/**
 * When to try again after a number of attempts: the step's time, plus or minus 20 %, so that what failed together is
 * not tried again together.
 * @param random at least 4 random bytes
 */
function nextAttempt(attempts: number, now: number, random: Uint8Array): number {
  const step = steps[Math.min(Math.max(attempts, 1), steps.length) - 1] ?? DAY;
  const [a = 0, b = 0] = random;
  const jitter = (a * 256 + b) / 65_535 - 0.5;
  return Math.round(now + step * (1 + 0.4 * jitter));
}

/** Whether delivery of a mail queued at that time is given up. */
const isGivenUp = (queuedAt: number, now: number): boolean => now - queuedAt >= GIVE_UP;
