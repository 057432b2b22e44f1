import { statfs } from "node:fs/promises";

export interface Disk {
  /** Bytes that can still be written, and all there are. */
  readonly free: number;
  readonly size: number;
  /** What kind of file system it is, by Linux's own number for it. */
  readonly type: number;
}

/** The file system that a folder is on. */
export async function diskOf(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize, type } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize, type };
}

/** How much is kept free if nobody says: a twentieth of the disk, at most 256 MB; enough to log in and clean up. */
export const defaultReserve = ({ size }: Pick<Disk, "size">): number =>
  Math.min(256 * 1024 * 1024, size / 20);
