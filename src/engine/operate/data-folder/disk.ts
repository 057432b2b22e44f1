import { statfs } from "node:fs/promises";

export interface Disk {
  /** Free bytes, and the total. */
  readonly free: number;
  readonly size: number;
  /** The type of file system, as Linux's number for it. */
  readonly type: number;
}

/** The file system that a folder is on. */
export async function diskOf(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize, type } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize, type };
}

/** How much is kept free by default: 5 % of the disk, at most 256 MB; enough to log in and clean up. */
export const defaultReserve = ({ size }: Pick<Disk, "size">): number =>
  Math.min(256 * 1024 * 1024, size / 20);
