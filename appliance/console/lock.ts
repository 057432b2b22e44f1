/** Goes back to the first screen when nobody uses a console that has a PIN; it is then asked for again. */
export interface Lock {
  /** Ends what is shown, when the console is locked. */
  signal(): AbortSignal;
  /** Someone uses the console, or long work has just ended. */
  touch(): void;
  /** While this runs, the console is not locked. */
  during<T>(work: Promise<T>): Promise<T>;
  /** A page was opened; `pin` says whether the console has a PIN. */
  arm(pin: boolean): void;
  /** It was left. */
  disarm(): void;
  stop(): void;
}

/**
 * @param after milliseconds without a key
 * @param locked called when the console is locked
 */
export function createLock(after: number, locked: () => void): Lock {
  let touchedAt = performance.now();
  let working = 0;
  let armed = false;
  let over = new AbortController();
  const timer = setInterval(() => {
    if (!armed || working > 0 || performance.now() - touchedAt < after) return;
    armed = false;
    locked();
    over.abort();
  }, 500);
  const touch = () => {
    touchedAt = performance.now();
  };
  return {
    signal: () => over.signal,
    touch,
    async during(work) {
      working++;
      try {
        return await work;
      } finally {
        working--;
        touch();
      }
    },
    arm(pin) {
      armed = pin;
    },
    disarm() {
      armed = false;
      if (over.signal.aborted) over = new AbortController();
    },
    stop: () => clearInterval(timer),
  };
}
