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
export function nextAttempt(attempts: number, now: number, random: Uint8Array): number {
  const step = steps[Math.min(Math.max(attempts, 1), steps.length) - 1] ?? DAY;
  const [a = 0, b = 0] = random;
  const jitter = (a * 256 + b) / 65_535 - 0.5;
  return Math.round(now + step * (1 + 0.4 * jitter));
}

/** Whether delivery of a mail queued at that time is given up. */
export const isGivenUp = (queuedAt: number, now: number): boolean => now - queuedAt >= GIVE_UP;
