import { setTimeout as wait } from "node:timers/promises";
import type { Now } from "../../base/clock.ts";
import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { type Result, refuse } from "../../base/result.ts";

/** Slows down guessing: counts failures only, and refuses or delays what follows too many of them. */
export interface Throttle {
  /**
   * Checks one attempt, if need be after a pause.
   * @param key who may be guessing, such as a name and a network; failures of one key slow down no other
   * @param check its failure counts if it is the plain refusal ("auth.failed") that every wrong guess gets
   * @returns what the check returns; or a refusal with the time to wait, if there were too many failures
   */
  attempt<T>(key: string, check: () => Promise<Result<T, Fault>>): Promise<Result<T, Fault>>;
}

/** Times are in milliseconds. */
interface Limits {
  /** Failures without consequence: those beyond them, within the window, cost a pause each. */
  readonly free: number;
  readonly window: number;
  /** From a failure until the next attempt is checked. */
  readonly pause: number;
  /** An attempt waits for its turn as long as this; if it would take longer, it is refused. */
  readonly patience: number;
  /** Whether a success makes all failures before it forgotten. */
  readonly forgives: boolean;
  /** Attempts of one key that are checked at the same time. */
  readonly atOnce?: number;
  readonly refusal: PlainReason;
}

/** The most keys remembered; beyond that the one unused for longest is forgotten. */
const KEYS = 10_000;
/** The most attempts of one key that wait for their turn. */
const WAITING = 200;

interface Guesses {
  /** Times of the newest failures. */
  failures: number[];
  checking: number;
  readonly waiting: (() => void)[];
}

export function createThrottle(limits: Limits, now: Now): Throttle {
  const { free, window, pause, patience, forgives, atOnce = free, refusal } = limits;
  const keys = new Map<string, Guesses>();

  return {
    async attempt(key, check) {
      const guesses = remembered(key);
      const left = await turn(guesses);
      if (left !== null) return refuse(fault(refusal, { retryAfter: Math.max(1, Math.ceil(left / 1000)) }));
      try {
        const result = await check();
        if (result.ok && forgives) guesses.failures = [];
        if (isWrong(result)) guesses.failures = [...guesses.failures, now()].slice(-Math.max(1, free));
        return result;
      } finally {
        guesses.checking -= 1;
        guesses.waiting.shift()?.();
      }
    },
  };

  function remembered(key: string): Guesses {
    const guesses = keys.get(key) ?? { failures: [], checking: 0, waiting: [] };
    keys.delete(key);
    keys.set(key, guesses);
    const oldest = keys.keys().next();
    if (keys.size > KEYS && !oldest.done) keys.delete(oldest.value);
    return guesses;
  }

  /**
   * Takes a turn. Every check that is under way may turn out to be a failure, so those at the same time get no more
   * guesses than many in succession.
   * @returns null once it may be checked; otherwise the milliseconds to wait, none of which have passed yet
   */
  async function turn(guesses: Guesses): Promise<number | null> {
    for (let first = true; ; first = false) {
      guesses.failures = guesses.failures.filter((time) => time > now() - window);
      const { failures, checking, waiting } = guesses;
      const behind = first && waiting.length > 0;
      const slowed = failures.length >= free;
      if (!behind && !slowed && failures.length + checking < free && checking < atOnce) break;
      if (behind || checking > 0) {
        if (waiting.length >= WAITING || (slowed && waiting.length * pause >= patience)) return pause;
        await new Promise<void>((go) => waiting.push(go));
        continue;
      }
      // A clock that was set back lets nobody wait longer.
      const left = Math.min(pause, (failures.at(-1) ?? 0) + pause - now());
      if (left > patience || left + waiting.length * pause > patience + pause) {
        // Nobody else is going to call those behind.
        waiting.shift()?.();
        return left;
      }
      guesses.checking += 1;
      if (left > 0) await wait(left, undefined, { ref: false });
      return null;
    }
    guesses.checking += 1;
    return null;
  }
}

const isWrong = (result: Result<unknown, Fault>): boolean =>
  !result.ok && result.error.code === "auth.failed" && result.error.reason !== "login.expired";
