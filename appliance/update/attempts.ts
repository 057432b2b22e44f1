import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "../places.ts";

/** What the initrd remembers: one sector of NAME=VALUE lines. */
const SECTOR = 512;

/**
 * Tells the initrd that this start came to a good end, so that the next one need not verify the whole system first. What
 * else it remembers stays.
 */
export function endWell(places: Places): void {
  const partition = join(places.dev, "disk/by-partlabel/mailmanager-boot");
  if (!existsSync(partition)) return;
  const fd = openSync(partition, "r+");
  try {
    const sector = Buffer.alloc(SECTOR);
    readSync(fd, sector, 0, SECTOR, 0);
    const before = sector.toString("latin1").replace(/\0.*$/s, "");
    const after = before.replace(/^attempts=.*$/m, "attempts=0");
    if (!before.startsWith("mailmanager-boot 1\n") || after === before) return;
    sector.fill(0).write(after, "latin1");
    writeSync(fd, sector, 0, SECTOR, 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
