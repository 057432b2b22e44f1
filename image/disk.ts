/** Makes the disk: partition table, ESP with boot loader and kernel, slot A. */
import {
  closeSync,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  globSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { efiNames, partitions, sfdiskScript } from "./geometry.ts";
import type { Architecture } from "./packages.ts";
import type { Tools } from "./tools.ts";

export interface EspParts {
  /** Where the packages that start the system were unpacked. */
  readonly boot: string;
  readonly uki: string;
  readonly version: string;
  readonly architecture: Architecture;
  readonly tools: Tools;
  readonly epoch: number;
  /** The file to write; a folder of this name with ".tree" is used temporarily. */
  readonly path: string;
}

/** Makes the EFI system partition. */
export function makeEsp({ boot, uki, version, architecture, tools, epoch, path }: EspParts): void {
  const tree = `${path}.tree`;
  const place = (name: string): string => {
    const file = join(tree, name);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  const names = efiNames[architecture];
  copyFileSync(
    join(boot, `usr/lib/systemd/boot/efi/systemd-boot${names.systemd}.efi`),
    place(`EFI/BOOT/${names.boot}`),
  );
  copyFileSync(uki, place(`EFI/Linux/mailmanager_${version}.efi`));
  writeFileSync(place("loader/loader.conf"), "timeout 0\neditor no\nauto-entries no\nauto-firmware no\n");
  for (const name of ["", ...globSync("**", { cwd: tree })]) lutimesSync(join(tree, name), epoch, epoch);

  const [esp] = partitions();
  if (!esp) throw new Error("the disk has no ESP");
  const file = openSync(path, "w");
  ftruncateSync(file, esp.size);
  closeSync(file);
  tools("sbin/mkfs.vfat", [
    "-F",
    "32",
    "--invariant",
    "-i",
    "4d414d41",
    "-n",
    "MAILMANAGER",
    "-s",
    "1",
    path,
  ]);
  for (const name of globSync("*", { cwd: tree }).sort()) {
    tools("bin/mcopy", ["-s", "-m", "-i", path, join(tree, name), "::"], { env: { MTOOLSRC: "/dev/null" } });
  }
  rmSync(tree, { recursive: true });
}

export interface DiskParts {
  readonly esp: string;
  readonly root: string;
  readonly size: number;
  readonly tools: Tools;
  readonly path: string;
}

/** Makes a disk of this size in bytes, as a sparse file. */
export function makeDisk({ esp, root, size, tools, path }: DiskParts): void {
  const file = openSync(path, "w+");
  try {
    ftruncateSync(file, size);
    tools("sbin/sfdisk", ["--quiet", "--no-reread", "--no-tell-kernel", "--wipe", "never", path], {
      input: sfdiskScript(size),
    });
    writeSync(file, biosNotice, 0, biosNotice.length, 0);
    const contents: Readonly<Record<string, string>> = { "mailmanager-esp": esp, "mailmanager-a": root };
    for (const partition of partitions()) {
      const content = contents[partition.name];
      if (content) copyInto(file, partition.start, partition.size, content);
    }
  } finally {
    closeSync(file);
  }
}

/** Copies a file to an offset on the disk; zeros stay holes. */
function copyInto(disk: number, start: number, room: number, path: string): void {
  const source = openSync(path, "r");
  try {
    const { size } = fstatSync(source);
    if (size > room) throw new Error(`${path} has ${size} bytes, its partition ${room}`);
    const chunk = Buffer.alloc(64 * 1024);
    for (let position = 0; position < size; ) {
      const length = readSync(source, chunk, 0, chunk.length, position);
      const part = chunk.subarray(0, length);
      if (part.some((byte) => byte !== 0)) writeSync(disk, part, 0, length, start + position);
      position += length;
    }
  } finally {
    closeSync(source);
  }
}

/**
 * The boot sector, up to its disk signature. On a machine that boots by BIOS, it prints what to change (by interrupt
 * 0x10) and halts.
 */
const biosNotice = Buffer.concat([
  Buffer.from("31c08ed8be197cfcac84c07409b40ebb0700cd10ebf2f4ebfd", "hex"),
  Buffer.from(
    "\r\nMailManager starts by UEFI, and this machine was started by BIOS.\r\n" +
      "Switch its firmware to UEFI (in a virtual machine: OVMF, EFI, generation 2)\r\n" +
      "and start it again. Nothing needs to be reinstalled.\r\n\0",
    "latin1",
  ),
]);
if (biosNotice.length > 440) throw new Error("the boot sector has no room for its notice");
