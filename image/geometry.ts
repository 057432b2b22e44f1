/**
 * The disk's partitions. The same numbers are in `root/usr/lib/repart.d`, from which the machine creates the missing
 * ones.
 */
import type { Architecture } from "./packages.ts";

const MiB = 1 << 20;
const GiB = 1024 * MiB;
const sectorSize = 512;

/** A partition: start and end in bytes. */
export interface Partition {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly start: number;
  readonly size: number;
}

/** Space for the kernels of three versions; at most two are present at the same time. */
const espSize = 128 * MiB;
/** One sector is used. */
const bootSize = MiB;
/** The largest root of any version. */
export const slotSize = 512 * MiB;
/** The size of virtual disks; unused space takes no storage. */
export const virtualSize = 32 * GiB;

export const types = {
  esp: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
  boot: "8a1d2d6e-1f6c-4c43-9a53-3d0b3f3a6c02",
  slot: "8a1d2d6e-1f6c-4c43-9a53-3d0b3f3a6c01",
} as const;
const diskId = "5d3b5cb6-6b0a-4a3e-8d0e-4d61696c4d67";

/** The partitions of a new image, without those that the first start creates. */
export function partitions(): readonly Partition[] {
  let start = MiB;
  const next = (name: string, type: string, id: string, size: number): Partition => {
    const partition = { name, type, id, start, size };
    start += size;
    return partition;
  };
  return [
    next("mailmanager-esp", types.esp, "5d3b5cb6-6b0a-4a3e-8d0e-4d61696c4d01", espSize),
    next("mailmanager-boot", types.boot, "5d3b5cb6-6b0a-4a3e-8d0e-4d61696c4d02", bootSize),
    next("mailmanager-a", types.slot, "5d3b5cb6-6b0a-4a3e-8d0e-4d61696c4d03", slotSize),
  ];
}

/** The smallest disk that holds them, with the second copy of the table at its end. */
export function smallestDisk(): number {
  return partitions().reduce((end, { start, size }) => Math.max(end, start + size), 0) + MiB;
}

/** The script for sfdisk. */
export function sfdiskScript(diskSize: number): string {
  const lastSector = diskSize / sectorSize - 34;
  return [
    "label: gpt",
    `label-id: ${diskId}`,
    "unit: sectors",
    "first-lba: 34",
    `last-lba: ${lastSector}`,
    ...partitions().map(
      ({ name, type, id, start, size }) =>
        `start=${start / sectorSize}, size=${size / sectorSize}, type=${type}, uuid=${id}, name="${name}"`,
    ),
    "",
  ].join("\n");
}

/** The name of the boot loader that an architecture's firmware looks for, and systemd's names for the architecture. */
export const efiNames: Readonly<Record<Architecture, { readonly boot: string; readonly systemd: string }>> = {
  amd64: { boot: "BOOTX64.EFI", systemd: "x64" },
  arm64: { boot: "BOOTAA64.EFI", systemd: "aa64" },
};
