/** How many requests a token may make: an average per second, and a burst. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** The most tokens remembered; the one unused for longest is forgotten first. */
const KEYS = 10_000;

/**
 * A token bucket per key, which fills up steadily and loses one with each request.
 * @returns null if the request may proceed, or the whole seconds after which it may. `now` is in milliseconds.
 */
export function createLimiter({ perSecond, burst }: Rate): (key: string, now: number) => number | null {
  const buckets = new Map<string, { left: number; at: number }>();
  return (key, now) => {
    const bucket = buckets.get(key) ?? { left: burst, at: now };
    const passed = Math.max(0, now - bucket.at) / 1000;
    const left = Math.min(burst, bucket.left + passed * perSecond);
    const granted = left >= 1;
    buckets.delete(key);
    buckets.set(key, { left: granted ? left - 1 : left, at: now });
    const oldest = buckets.keys().next();
    if (buckets.size > KEYS && !oldest.done) buckets.delete(oldest.value);
    return granted ? null : Math.max(1, Math.ceil((1 - left) / perSecond));
  };
}
