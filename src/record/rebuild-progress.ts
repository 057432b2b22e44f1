/** How far a rebuild has come, in events. */
export interface Rebuilt {
  readonly done: number;
  readonly of: number;
  /** From 0 to 99, rounded down. */
  readonly percent: number;
  /** The minutes that are left at the speed so far, rounded up; null if that is not known yet. */
  readonly minutes: number | null;
}

/** Milliseconds after which a speed says something. */
const ENOUGH = 2000;

/** How far rebuilds are, by name, and what is left at their speed since each was first asked about. */
export function createRebuildProgress() {
  const began = new Map<string, { readonly at: number; readonly done: number }>();
  return {
    /** How far one is, with an estimate of what is left. */
    of(name: string, done: number, of: number): Rebuilt {
      const now = performance.now();
      const first = began.get(name) ?? { at: now, done };
      began.set(name, first);
      const took = now - first.at;
      const isKnown = took >= ENOUGH && done > first.done;
      const left = ((of - done) * took) / (done - first.done);
      const percent = Math.min(99, Math.floor((100 * done) / Math.max(1, of)));
      return { done, of, percent, minutes: isKnown ? Math.max(1, Math.ceil(left / 60_000)) : null };
    },
  };
}
