import { type Finding, findingsOf } from "../finding.ts";

const DAY = 24 * 3_600_000;
/** Days before the disk is full at which there is a warning, or a problem. */
const [SOON, AT_ONCE] = [30, 7];
/** The fewest days of history for a forecast. */
const FEWEST = 4;

/**
 * When the disk will be full if the trend continues.
 * @param series free bytes, one value per day, oldest first
 * @param kept bytes below which mail is refused
 */
export function growthFinding(
  series: readonly { readonly day: string; readonly free: number }[],
  kept: number,
): Finding {
  const { ok, warning, problem } = findingsOf("disk growth");
  const first = series[0];
  const last = series.at(-1);
  if (!first || !last || series.length < FEWEST) return ok("growth.unknown");
  const perDay = -slope(series.map(({ day, free }) => [Date.parse(day) / DAY, free] as const));
  const days = Math.round((Date.parse(last.day) - Date.parse(first.day)) / DAY);
  // Less than a ten-thousandth of the free space per day is noise, and the answer would be decades.
  if (perDay <= last.free / 10_000) return ok("growth.none", { days });
  const left = Math.max(0, Math.floor((last.free - kept) / perDay));
  const trend = { left, days, perDay };
  if (left <= AT_ONCE) return problem("growth.full", "enlarge-disk", trend);
  return left <= SOON ? warning("growth.full", "enlarge-disk", trend) : ok("growth.full", trend);
}

/** The change per day: the slope of the best-fitting line. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, free]) => free)];
  const across = mean(([at, free]) => (at - x) * (free - y));
  const along = mean(([at]) => (at - x) ** 2);
  return along === 0 ? 0 : across / along;
}
