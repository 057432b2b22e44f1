/** Does one thing after the other. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Work with the same key is done one after the other, in the order it came; other keys do not wait for it. What
 * prepares a mail for a moment that must not have passed when it is recorded would else be in its own way.
 */
export function createTurns(): InTurn {
  const last = new Map<string, Promise<void>>();
  return async (key, work) => {
    const before = last.get(key);
    let over = () => {};
    const mine = new Promise<void>((resolve) => {
      over = resolve;
    });
    last.set(key, mine);
    await before;
    try {
      return await work();
    } finally {
      if (last.get(key) === mine) last.delete(key);
      over();
    }
  };
}
