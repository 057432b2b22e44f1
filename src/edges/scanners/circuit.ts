/** One scanner: how many mails it gets at a time, how long they wait for it, and what happens if it does not work. */
import { Failure, problemOf } from "../../base/failure.ts";
import { fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import type { Origin, ScannerHealth } from "../../engine/intake/check.ts";
import { failure, inEnglish } from "../../text/index.ts";
import { ConnectionClosed, type Protocol } from "./exchange.ts";

export interface CircuitOptions {
  readonly log: Log;
  readonly now: () => number;
  /** Milliseconds for one mail, if the scanner answers anything meanwhile; default 30,000. */
  readonly time?: number;
  /** Milliseconds after which a scanner that says nothing is asked whether it works; default 3000. */
  readonly patience?: number;
  /** Milliseconds for its answer to that; by default as long as its kind needs. */
  readonly pong?: number;
  /** Milliseconds until a scanner that failed is asked whether it works again; twice as many each time. Default 10,000. */
  readonly rest?: number;
}

/** The scanner is not used any more. */
export const REPLACED = Symbol("replaced");

export interface ScannerCircuit<T> {
  /** Scans a mail; null if the scanner skips it, or does not work. */
  ask(raw: Uint8Array, origin: Origin): Promise<T | null | typeof REPLACED>;
  health(): ScannerHealth;
  /** Mail does not wait for it any more. */
  stop(): void;
}

/** Mails that a scanner checks in parallel. */
const AT_ONCE = 8;
/** The longest rest, in milliseconds. */
const LONGEST_REST = 300_000;

/** Milliseconds for which mails without a verdict are counted together. */
const LATELY = 24 * 3_600_000;

const names = { spamd: "spamassassin", rspamd: "rspamd", clamd: "clamav" } as const;

/**
 * A scanner that fails, or answers neither a mail nor the question whether it works, is left alone: nothing waits for it,
 * until it answers that question. One that only takes long for a single mail is not.
 */
export function createCircuit<T>(
  { log, now, ...options }: CircuitOptions,
  place: Place,
  { ask, ping, pong: usual }: Protocol<T>,
): ScannerCircuit<T> {
  const { time = 30_000, patience = 3000, pong = usual, rest: firstRest = 10_000 } = options;
  const scanner = names[place.kind];
  const at = "path" in place.at ? place.at.path : `${place.at.host}:${place.at.port}`;
  const waiting: (() => void)[] = [];
  let busy = 0;
  /** What it has answered so far. */
  let answers = 0;
  /** Aborted when it fails: what waits for it goes on. */
  let closed = new AbortController();
  let stopped = false;
  let probing: NodeJS.Timeout | null = null;
  let rest = firstRest;
  let problem: ScannerHealth["problem"] = null;
  /** Since when it has not scanned any mail, if the log says so. */
  let since: number | null = null;

  /** Mails without a verdict. */
  let missed: { readonly mails: number; readonly last: number } | null = null;

  return {
    async ask(raw, origin) {
      const verdict = await asked(raw, origin);
      if (verdict === null) missed = { mails: (lately()?.mails ?? 0) + 1, last: now() };
      return verdict;
    },
    health() {
      const unscanned = lately();
      return { scanner, problem, ...(unscanned ? { unscanned } : {}) };
    },
    stop() {
      stopped = true;
      if (probing !== null) clearTimeout(probing);
      open();
    },
  };

  function lately(): typeof missed {
    return missed !== null && now() - missed.last < LATELY ? missed : null;
  }

  async function asked(raw: Uint8Array, origin: Origin): Promise<T | null | typeof REPLACED> {
    const { signal } = closed;
    const none = () => (stopped ? REPLACED : null);
    if (!signal.aborted && busy >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    if (signal.aborted) return none();
    busy += 1;
    const before = answers;
    const silent = setTimeout(() => void checkSilent(before), patience);
    try {
      const verdict = await unlessAborted(ask(place, raw, origin, { time, signal }), signal);
      if (signal.aborted) return none();
      works();
      return verdict;
    } catch (cause) {
      if (signal.aborted) return none();
      if (answers > before && isLate(cause)) log.warn("a mail takes too long to scan", { scanner, at, time });
      else fails(cause);
      return null;
    } finally {
      clearTimeout(silent);
      busy -= 1;
      waiting.shift()?.();
    }
  }

  /** A mail has waited for a while: if nothing at all was answered meanwhile, does it still work? */
  async function checkSilent(before: number): Promise<void> {
    const { signal } = closed;
    if (answers > before || signal.aborted) return;
    try {
      await ping(place, { time: pong, signal });
      answers += 1;
    } catch (cause) {
      if (answers > before || signal.aborted) return;
      const seconds = (patience + pong) / 1000;
      fails(isLate(cause) ? failure(fault("server.late", { params: { seconds } })) : cause);
    }
  }

  function works(): void {
    answers += 1;
    rest = firstRest;
    if (since !== null) log.info("mail is scanned again", { scanner });
    since = null;
  }

  function fails(cause: unknown): void {
    open();
    if (since === null) {
      const reason = inEnglish(whyOf(cause));
      log.warn("mail is not scanned: the scanner does not work", { scanner, at, problem: reason });
    }
    since ??= now();
    problem = { since, why: whyOf(cause) };
    probeLater();
  }

  function open(): void {
    closed.abort();
    for (const go of waiting.splice(0)) go();
  }

  function probeLater(): void {
    if (stopped) return;
    probing = setTimeout(() => void probe(), rest).unref();
    rest = Math.min(2 * rest, LONGEST_REST);
  }

  async function probe(): Promise<void> {
    try {
      await ping(place, { time: pong, signal: AbortSignal.timeout(2 * pong) });
    } catch (cause) {
      problem = { since: since ?? now(), why: whyOf(cause) };
      probeLater();
      return;
    }
    if (stopped) return;
    closed = new AbortController();
    problem = null;
  }
}

const whyOf = (cause: unknown) => problemOf(cause instanceof ConnectionClosed ? cause.cause : cause);

const isLate = (cause: unknown): boolean => cause instanceof Failure && cause.fault.reason === "server.late";

/** The result of work; null as soon as it is aborted. */
function unlessAborted<R>(work: Promise<R>, signal: AbortSignal): Promise<R | null> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(null);
    signal.addEventListener("abort", end, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}
