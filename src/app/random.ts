import { randomFillSync } from "node:crypto";
import type { RandomBytes } from "../base/clock.ts";

/**
 * Random bytes from the system, fetched in batches since each call costs more than the bytes. Bytes
 * are used only once.
 */
export function pooledRandomBytes(size = 8192): RandomBytes {
  let pool = Buffer.alloc(0);
  let used = 0;
  return (length) => {
    if (used + length > pool.length) {
      pool = randomFillSync(Buffer.alloc(Math.max(size, length)));
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  };
}
