/** How an endpoint answers, over all its calls. */
interface LaneState {
  /** Calls in a row that failed. */
  readonly failures: number;
  /** Since when they fail, in milliseconds since 1970; null if the last one did not. */
  readonly failingSince: number | null;
  /** When the next call may be made, in milliseconds since 1970. */
  readonly nextAt: number;
}

/** An attempt to call an endpoint, and what is known when it is recorded. */
export interface AttemptFacts {
  /** The status of its answer; null if it gave none. */
  readonly status: number | null;
  /** The seconds that it asked to wait; null if it did not. */
  readonly retryAfter: number | null;
  /** Attempts of this call before, and when it was made due. */
  readonly attempts: number;
  readonly createdAt: number;
  /** Whether it is tried again if it fails; a test is not. */
  readonly repeats: boolean;
  readonly lane: LaneState;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** At least 4 random bytes. */
  readonly random: Uint8Array;
}

interface AttemptOutcome {
  readonly state: "delivered" | "failed" | "waiting";
  /** When the call is tried again; null if it is not. */
  readonly nextAt: number | null;
  readonly lane: LaneState;
  /** Whether the endpoint works again, so that what waited for it is due. */
  readonly recovered: boolean;
  /** Whether the endpoint is to be switched off. */
  readonly gone: boolean;
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** Milliseconds between attempts, as Standard Webhooks recommends. */
const steps = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
];
/** A call that could not be made for this long, all steps together, has failed. */
const GIVE_UP = steps.reduce((sum, step) => sum + step, 0);
/** So many failures in a row, and calls are made one at a time, to see whether the endpoint works again. */
const MOST_FAILURES = 5;
/** Milliseconds between those. */
const probes = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
/** The longest time that an endpoint may ask to wait. */
const LONGEST_WAIT = 24 * HOUR;

/** Whether calls are made as they are due; otherwise the oldest one is tried from time to time. */
export const isTrusted = ({ failures }: Pick<LaneState, "failures">): boolean => failures < MOST_FAILURES;

/**
 * What follows from an attempt: a call succeeds with a status of 2xx. Otherwise it is tried again over days; and where calls
 * fail in a row, the endpoint is tried with one at a time.
 */
export function decideHookAttempt(facts: AttemptFacts): AttemptOutcome {
  const { status, attempts, createdAt, repeats, lane, now } = facts;
  if (status !== null && status >= 200 && status < 300) {
    const recovered = !isTrusted(lane);
    const well = { failures: 0, failingSince: null, nextAt: now };
    return { state: "delivered", nextAt: null, lane: well, recovered, gone: false };
  }
  const gone = status === 410;
  const asked = Math.min((facts.retryAfter ?? 0) * SECOND, LONGEST_WAIT);
  const failures = lane.failures + 1;
  const pause = failures < MOST_FAILURES ? 0 : stepOf(probes, failures - MOST_FAILURES);
  const failing = {
    failures,
    failingSince: lane.failingSince ?? now,
    nextAt: now + Math.max(asked, jittered(pause, facts.random)),
  };
  // What someone tries by hand says nothing about the order of the others.
  const after = { lane: repeats ? failing : lane, recovered: false, gone };
  if (!repeats || gone || now - createdAt >= GIVE_UP) return { ...after, state: "failed", nextAt: null };
  const wait = Math.max(asked, jittered(stepOf(steps, attempts), facts.random));
  return { ...after, state: "waiting", nextAt: now + wait };
}

const stepOf = (of: readonly number[], at: number): number => of[Math.min(at, of.length - 1)] ?? HOUR;

/** Plus or minus 10 %, so that what failed together is not tried again together. */
function jittered(milliseconds: number, random: Uint8Array): number {
  const [a = 0, b = 0] = random;
  return Math.round(milliseconds * (1 + 0.2 * ((a * 256 + b) / 65_535 - 0.5)));
}
