/** Lets work that is otherwise overtaken again and again go before what comes in all the time. */
export interface Precedence {
  /** What comes in waits until this work is done. */
  before<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing goes before any more; null when nothing does. */
  wait(): Promise<void> | null;
}

export function createPrecedence(): Precedence {
  const first = new Set<Promise<unknown>>();
  return {
    async before(work) {
      const done = work();
      // Whoever waits for it is not told how it ended.
      const over = done.catch(() => {});
      first.add(over);
      try {
        return await done;
      } finally {
        first.delete(over);
      }
    },
    wait() {
      if (first.size === 0) return null;
      return (async () => {
        while (first.size > 0) await Promise.all(first);
      })();
    },
  };
}
