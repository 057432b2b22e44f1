import { randomFillSync } from "node:crypto";
import type { RandomBytes } from "../base/clock.ts";

/**
 * Random bytes from the system's source, fetched a pool at a time since each fetch costs more than the bytes. Bytes
 * are handed out once.
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
