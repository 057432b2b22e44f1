/** When mails are taken up for deciding, so that a burst of them is accepted first. */
export interface BurstGate {
  /** One more mail has come in. */
  arrived(): void;
  /** Milliseconds to wait before mails are taken up; 0 for at once. */
  wait(): number;
  /** All that has come in is taken up. */
  caughtUp(): void;
}

/** So many mails within so many milliseconds are a burst. */
const MANY = 16;
const WITHIN = 50;
/** Milliseconds after which a burst is looked at again. */
const LOOK = 20;
/** Milliseconds that a burst may hold mails back, however long it lasts. */
const LONGEST = 2000;

/**
 * While mails come in faster than they can be decided, accepting them goes before deciding them: senders are not kept
 * waiting, and what is decided together afterwards costs less. It is for two seconds at most; then both go on side by
 * side until nothing waits any more.
 * @param now milliseconds, of any clock
 */
export function createBurstGate(now: () => number): BurstGate {
  let began = 0;
  let arrivals = 0;
  let before = 0;
  let heldSince: number | null = null;

  /** Counts by stretches of time: the one that goes on, and the one before. */
  function stretch(): void {
    const passed = now() - began;
    if (passed >= 0 && passed < WITHIN) return;
    before = passed >= 0 && passed < 2 * WITHIN ? arrivals : 0;
    began = now();
    arrivals = 0;
  }

  return {
    arrived() {
      stretch();
      arrivals += 1;
    },
    wait() {
      stretch();
      if (arrivals < MANY && before < MANY) return 0;
      heldSince ??= now();
      const held = now() - heldSince;
      return held >= 0 && held < LONGEST ? LOOK : 0;
    },
    caughtUp() {
      heldSince = null;
    },
  };
}
