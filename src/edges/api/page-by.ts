/** One page of a list that is short enough to be loaded completely, ordered by a unique key. */
export function pageBy<T>(
  all: readonly T[],
  key: (item: T) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): { items: T[]; next: string | null } {
  const sorted = all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const rest = cursor === undefined ? sorted : sorted.filter((item) => key(item) > cursor);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > limit && last !== undefined ? key(last) : null };
}
