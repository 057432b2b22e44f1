/** Where an event is and how many bytes its facts take, which SQLite tells without reading them. */
export interface Sized {
  readonly position: number;
  /** Null for an erased one. */
  readonly bytes: number | null;
}

/** The first of them that take no more than `most` bytes together, and the very first whatever its size. */
export function within<T extends Sized>(all: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  let sum = 0;
  for (const one of all) {
    sum += one.bytes ?? 0;
    if (taken.length > 0 && sum > most) break;
    taken.push(one);
  }
  return taken;
}
