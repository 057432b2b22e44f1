import { readdirSync, realpathSync, statfsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Box } from "./box.ts";
import { textIfAny } from "./files.ts";
import type { BoxStatus } from "./protocol.ts";

/** Gaps this small come from the alignment of partitions. */
const WORTH = 16 * 1_048_576;
const SECTOR = 512;

/** Space for data, the disk, and the logs. */
export function storageState({ places }: Box): BoxStatus["storage"] {
  const { blocks, bavail, bsize } = statfsSync(places.var);
  const total = blocks * bsize;
  const disk = diskBelow(places.proc, places.sys, places.var);
  const unpartitioned = disk ? disk.size - disk.partitions : 0;
  return {
    data: { total, free: bavail * bsize },
    disk: disk?.size ?? total,
    unpartitioned: unpartitioned >= WORTH ? unpartitioned : 0,
    logs: {
      used: sizeOf(join(places.var, "log/journal")),
      limit:
        logLimit([join(places.etc, "systemd"), join(places.usr, "lib/systemd")]) ??
        Math.floor(Math.min(total / 10, 4 * 2 ** 30)),
    },
  };
}

/** The disk of a file system: its size and that of its partitions, in bytes. Null if it has none. */
function diskBelow(
  proc: string,
  sys: string,
  mount: string,
): { readonly size: number; readonly partitions: number } | null {
  const mounts = (textIfAny(join(proc, "self/mountinfo")) ?? "").split("\n").map((line) => line.split(" "));
  const device = mounts.findLast(([, , , , at]) => at === mount)?.[2];
  if (device === undefined) return null;
  try {
    const partition = realpathSync(join(sys, "dev/block", device));
    const disk = textIfAny(join(partition, "partition")) === null ? partition : dirname(partition);
    const sectors = (folder: string) => Number(textIfAny(join(folder, "size")) ?? 0);
    const partitions = readdirSync(disk)
      .map((name) => join(disk, name))
      .filter((folder) => textIfAny(join(folder, "partition")) !== null);
    if (!basename(disk)) return null;
    return {
      size: sectors(disk) * SECTOR,
      partitions: partitions.reduce((sum, folder) => sum + sectors(folder), 0) * SECTOR,
    };
  } catch {
    return null;
  }
}

function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * SECTOR, 0);
  } catch {
    return 0;
  }
}

/** SystemMaxUse= of journald.conf(5), in bytes; null if not set. */
function logLimit(folders: readonly string[]): number | null {
  for (const folder of folders) {
    let files: readonly string[] = [];
    try {
      files = readdirSync(join(folder, "journald.conf.d")).sort().reverse();
    } catch {
      continue;
    }
    for (const file of files) {
      // linear: tried once a line, and no two neighbouring repetitions share a character
      const found = /^SystemMaxUse=(\d+)([KMGT]?)\s*$/m.exec(
        textIfAny(join(folder, "journald.conf.d", file)) ?? "",
      );
      if (found) return Number(found[1]) * 1024 ** " KMGT".indexOf(found[2] || " ");
    }
  }
  return null;
}
