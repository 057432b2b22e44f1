/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A part of a list, in the list's order. */
export interface Part<Key> {
  /** The places that belong to the list, of all that were read. */
  readonly found: readonly Key[];
  /** The last place that was read; null if there are no more. */
  readonly end: Key | null;
}

/**
 * A page of a list that is read in several parts, such as one for each state; what several of them have is there once. Where the parts were read only up to a place,
 * the page ends there, and may then have fewer than `limit` places, even none.
 * @param order negative if the first place comes before the second
 * @returns the places, and the one that the next page begins after; null at the end
 */
export function mergedPage<Key>(
  parts: readonly Part<Key>[],
  limit: number,
  order: (a: Key, b: Key) => number,
): { readonly places: readonly Key[]; readonly next: Key | null } {
  let end: Key | null = null;
  for (const part of parts)
    if (part.end !== null && (end === null || order(part.end, end) < 0)) end = part.end;
  const last = end;
  const places = parts
    .flatMap(({ found }) => found)
    .filter((place) => last === null || order(place, last) <= 0)
    .sort(order)
    .filter((place, at, all) => at === 0 || order(all[at - 1] ?? place, place) !== 0);
  if (places.length <= limit) return { places, next: last };
  return { places: places.slice(0, limit), next: places[limit - 1] ?? null };
}
