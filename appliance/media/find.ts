/** Finds the plugged-in sticks and discs by their contents. */
import { constants, readdirSync, realpathSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { textIfAny } from "../files.ts";
import type { Places } from "../places.ts";

/** A removable file system. */
export interface Medium {
  readonly device: string;
  readonly type: "vfat" | "exfat" | "iso9660" | "udf";
  readonly label: string;
}

/** Media with a file system that is usual on sticks and discs; never a partition of the appliance's own disk. */
export async function media(places: Places, dev = places.dev): Promise<readonly Medium[]> {
  const all = join(places.sys, "class/block");
  const names = namesIn(all);
  const ours = names.filter((name) =>
    /^PARTNAME=mailmanager-/m.test(textIfAny(join(all, name, "uevent")) ?? ""),
  );
  const others = names.filter(
    (name) => /^(?:sd|sr|vd|xvd|nvme|mmcblk|hd)[a-z0-9]*$/.test(name) && !ours.includes(name),
  );
  const told = await Promise.all(others.map((name) => identify(join(dev, name))));
  const found = told.filter((medium) => medium !== null);
  // A disc image on a stick appears both as the whole device and as a partition.
  const whole = found.map(({ device }) => basename(device));
  return found.filter(({ device }) => !whole.includes(diskOf(join(all, basename(device))) ?? ""));
}

/** Whether the kernel reports a device as read-only: its switch is set, or it is a disc. */
export function isWriteProtected({ sys }: Places, { device, type }: Medium): boolean {
  if (type === "iso9660" || type === "udf") return true;
  const own = join(sys, "class/block", basename(device));
  const disk = diskOf(own);
  const folders = [own, ...(disk === null ? [] : [join(sys, "class/block", disk)])];
  return folders.some((folder) => textIfAny(join(folder, "ro"))?.trim() === "1");
}

/** The name of a partition's disk; null for a whole disk. */
function diskOf(folder: string): string | null {
  if (textIfAny(join(folder, "partition")) === null) return null;
  return basename(dirname(realpathSync(folder)));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const HEAD = 36_864;

/**
 * Recognises a FAT, exFAT, ISO 9660 or UDF file system by its first blocks; null for anything else. A stick that hangs
 * does not block others.
 */
export async function identify(device: string): Promise<Medium | null> {
  let file: FileHandle;
  try {
    file = await open(device, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // An empty drive.
    return null;
  }
  try {
    const told = await inHead(async (from, length) => {
      const bytes = Buffer.alloc(length);
      await file.read(bytes, 0, length, from);
      return bytes;
    });
    return told && { device, ...told, label: told.label.replace(/\p{C}/gu, "").trim() };
  } catch {
    // It cannot be read.
    return null;
  } finally {
    await file.close();
  }
}

type Read = (from: number, length: number) => Promise<Buffer>;

async function inHead(read: Read): Promise<Omit<Medium, "device"> | null> {
  const head = await read(0, HEAD);
  const text = (from: number, length: number) => head.toString("latin1", from, from + length).trim();
  // ECMA-119 section 8.4: the primary volume descriptor is in sector 16.
  if (text(32_769, 5) === "CD001") return { type: "iso9660", label: text(32_808, 32) };
  // ECMA-167 part 2, section 8: the recognition sequence for UDF begins there too.
  if (text(32_769, 5) === "BEA01" && /^NSR0[23]$/.test(text(34_817, 5))) return { type: "udf", label: "" };
  if (head.readUInt16LE(510) !== 0xaa55) return null;
  if (text(3, 8) === "EXFAT") return { type: "exfat", label: await exfatLabel(head, read) };
  if (text(82, 5) === "FAT32") return { type: "vfat", label: fatLabel(text(71, 11)) };
  return /^FAT1[26]/.test(text(54, 5)) ? { type: "vfat", label: fatLabel(text(43, 11)) } : null;
}

const fatLabel = (label: string): string => (label === "NO NAME" ? "" : label);

/** exFAT keeps its label as an entry (type 0x83) of the root folder, usually the first. */
async function exfatLabel(head: Buffer, read: Read): Promise<string> {
  const [sector, cluster] = [head.readUInt8(108), head.readUInt8(109)];
  if (sector < 9 || sector > 12 || sector + cluster > 25) return "";
  const first = head.readUInt32LE(96);
  const at = head.readUInt32LE(88) * 2 ** sector + (first - 2) * 2 ** (sector + cluster);
  if (first < 2 || !Number.isSafeInteger(at)) return "";
  const entries = await read(at, 512);
  for (let entry = 0; entry < entries.length; entry += 32) {
    if (entries[entry] !== 0x83) continue;
    const characters = Math.min(entries.readUInt8(entry + 1), 11);
    return entries.toString("utf16le", entry + 2, entry + 2 + 2 * characters);
  }
  return "";
}
