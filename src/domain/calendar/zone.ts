/** How far the clocks of a zone are from UTC, and when that changes (C-15). */

/** A time during which the clocks of a zone do not shift. Milliseconds since 1970, the end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** What the clocks show is UTC plus this, in milliseconds. */
  readonly offset: number;
}

const DAY = 86_400_000;
/** Years that are kept: a year of a zone takes hundreds of questions to Intl. */
const KEPT = 2_000;
const kept = new Map<string, readonly Span[]>();

/** The spans that make up the time between two moments, in order, without gaps. */
export function* spansOf(zone: string, from: number, to: number): Generator<Span> {
  const last = yearOf(Math.max(from, to - 1));
  for (let year = yearOf(from); year <= last; year++) {
    for (const span of spansIn(zone, year)) {
      if (span.to <= from) continue;
      if (span.from >= to) return;
      yield { ...span, from: Math.max(from, span.from), to: Math.min(to, span.to) };
    }
  }
}

const yearOf = (at: number): number => new Date(at).getUTCFullYear();

function spansIn(zone: string, year: number): readonly Span[] {
  const key = `${zone} ${year}`;
  const known = kept.get(key);
  if (known) return known;
  const found = findSpans(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  for (const oldest of kept.keys()) {
    if (kept.size < KEPT) break;
    kept.delete(oldest);
  }
  kept.set(key, found);
  return found;
}

/** No zone has shifted its clocks twice within a day, so that looking once a day misses nothing. */
function findSpans(zone: string, start: number, end: number): readonly Span[] {
  const offsetAt = offsets(zone);
  const spans: Span[] = [];
  let from = start;
  let offset = offsetAt(start);
  for (let at = start; at < end; at += DAY) {
    const next = Math.min(end, at + DAY);
    const then = offsetAt(next);
    if (then === offset) continue;
    // The shift is after `before`, and no later than `after`.
    let [before, after] = [at, next];
    while (after - before > 1000) {
      const middle = before + Math.floor((after - before) / 2000) * 1000;
      if (offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    if (after < end) {
      spans.push({ from, to: after, offset });
      [from, offset] = [after, then];
    }
  }
  spans.push({ from, to: end, offset });
  return spans;
}

/** Asks Intl for what the clocks show. Moments are whole seconds. */
function offsets(zone: string): (at: number) => number {
  const clock = new Intl.DateTimeFormat("en-US", {
    ...({ timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" } as const),
    ...({ year: "numeric", month: "numeric", day: "numeric" } as const),
    ...({ hour: "numeric", minute: "numeric", second: "numeric" } as const),
  });
  return (at) => {
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
      clock.format(at).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}
