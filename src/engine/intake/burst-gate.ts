/** Decides when mails are processed, so that a burst is accepted first. */
export interface BurstGate {
  /** One more mail has arrived. */
  arrived(): void;
  /** Milliseconds to wait before mails are processed; 0 to start immediately. */
  wait(): number;
  /** All mails that have arrived are being processed. */
  caughtUp(): void;
}

/** This many mails within this many milliseconds are a burst. */
const MANY = 16;
const WITHIN = 50;
/** Milliseconds after which a burst is checked again. */
const LOOK = 20;
/** The most milliseconds that a burst may delay mails. */
const LONGEST = 2000;

/**
 * While mails arrive faster than they can be decided, accepting them takes precedence over deciding: senders do not
 * wait, and mails decided together afterwards cost less. This lasts two seconds at most; then both continue in
 * parallel until the queue is empty.
 * @param now milliseconds, of any clock
 */
export function createBurstGate(now: () => number): BurstGate {
  let began = 0;
  let arrivals = 0;
  let before = 0;
  let heldSince: number | null = null;

  /** Counts by intervals of time: the current one, and the one before. */
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
