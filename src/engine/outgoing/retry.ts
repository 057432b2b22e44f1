const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Milliseconds between attempts: soon at first, for days in the end (RFC 5321 section 4.5.4.1). */
const steps = [1, 2, 5, 10, 20, 30, 60, 120, 180, 240].map((minutes) => minutes * MINUTE);

/** Mail that could not be handed on for so long goes back to the agent. */
const GIVE_UP = 5 * DAY;

/**
 * When to try again after so many attempts: the step's time, give or take a fifth, so that what failed together is
 * not tried again together.
 * @param random at least 4 random bytes
 */
export function nextAttempt(attempts: number, now: number, random: Uint8Array): number {
  const step = steps[Math.min(Math.max(attempts, 1), steps.length) - 1] ?? DAY;
  const [a = 0, b = 0] = random;
  const jitter = (a * 256 + b) / 65_535 - 0.5;
  return Math.round(now + step * (1 + 0.4 * jitter));
}

/** Whether a mail that was queued then has had its time. */
export const givesUp = (queuedAt: number, now: number): boolean => now - queuedAt >= GIVE_UP;
