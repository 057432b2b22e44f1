import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { textIfAny } from "../files.ts";
import type { Places } from "../places.ts";

/** A file system that someone plugged in or attached. */
export interface Medium {
  readonly device: string;
  readonly type: "vfat" | "iso9660";
  readonly label: string;
}

/** Media that hold a file system that a seed may lie on; never a partition of the box's own disk. */
export function media(places: Places, dev = "/dev"): readonly Medium[] {
  const all = join(places.sys, "class/block");
  let names: readonly string[];
  try {
    names = readdirSync(all).sort();
  } catch {
    return [];
  }
  const ours = names.filter((name) =>
    /^PARTNAME=mailmanager-/m.test(textIfAny(join(all, name, "uevent")) ?? ""),
  );
  return names
    .filter((name) => /^(?:sd|sr|vd|xvd|nvme|mmcblk|hd)[a-z0-9]*$/.test(name))
    .filter((name) => !ours.includes(name))
    .flatMap((name) => identify(join(dev, name)) ?? []);
}

/** Tells a FAT or ISO 9660 file system by its first blocks; null for anything else. */
export function identify(device: string): Medium | null {
  const bytes = Buffer.alloc(36_864);
  try {
    const fd = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      readSync(fd, bytes, 0, bytes.length, 0);
    } finally {
      closeSync(fd);
    }
  } catch {
    // An empty drive, or one that cannot be read, holds no seed.
    return null;
  }
  const text = (from: number, length: number) => bytes.toString("latin1", from, from + length).trim();
  // ECMA-119 section 8.4: the primary volume descriptor is in sector 16.
  if (text(32_769, 5) === "CD001") return { device, type: "iso9660", label: text(32_808, 32) };
  if (bytes.readUInt16LE(510) !== 0xaa55) return null;
  if (text(82, 5) === "FAT32") return { device, type: "vfat", label: text(71, 11) };
  return /^FAT1[26]/.test(text(54, 5)) ? { device, type: "vfat", label: text(43, 11) } : null;
}

const LARGEST = 1_048_576;

/** A small plain file of a folder that someone else has filled; null if there is none. @throws where it is too large */
export function smallFile(folder: string, name: string): string | null {
  let fd: number;
  try {
    fd = openSync(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(fd);
    if (!fstatSync(fd).isFile()) return null;
    if (size > LARGEST) throw new Error(`${name} is larger than 1 MB`);
    const bytes = Buffer.alloc(size);
    return bytes.toString("utf8", 0, readSync(fd, bytes, 0, size, 0));
  } finally {
    closeSync(fd);
  }
}
