/** An event's position and the size of its payload, known without reading it. */
export interface Sized {
  readonly position: number;
  /** 0 if it was erased before its table was derived. */
  readonly bytes: number;
}

/** The first events that have at most `most` bytes together, but at least one. */
export function within<T extends Sized>(all: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  let sum = 0;
  for (const one of all) {
    sum += one.bytes;
    if (taken.length > 0 && sum > most) break;
    taken.push(one);
  }
  return taken;
}
