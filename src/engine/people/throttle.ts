export interface Throttle {
  /** Counts one more; false if there were too many within the window. */
  take(key: string, now: number): boolean;
  reset(key: string): void;
}

/** The most keys remembered; beyond that the oldest is forgotten. */
const KEYS = 10_000;

/** A sliding window per key. Times are in milliseconds. */
export function createThrottle({ most, window }: { most: number; window: number }): Throttle {
  const seen = new Map<string, number[]>();
  return {
    take(key, now) {
      const recent = (seen.get(key) ?? []).filter((time) => time > now - window);
      seen.delete(key);
      if (recent.length < most) recent.push(now);
      else {
        seen.set(key, recent);
        return false;
      }
      seen.set(key, recent);
      const oldest = seen.keys().next();
      if (seen.size > KEYS && !oldest.done) seen.delete(oldest.value);
      return true;
    },
    reset: (key) => {
      seen.delete(key);
    },
  };
}
