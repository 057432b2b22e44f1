import { statfs } from "node:fs/promises";
import type { Disk } from "../../../domain/health/index.ts";

/** The file system that a folder is on. */
export async function diskOf(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize, type } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize, type };
}
