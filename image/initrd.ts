/**
 * Makes the initrd, the small system that finds the root: busybox, dmsetup, disk drivers, and the script `initrd/init`.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { constants, zstdCompressSync } from "node:zlib";
import { cpioOf } from "./cpio.ts";
import { copyModules, modulesOfInitrd } from "./modules.ts";
import type { Tools } from "./tools.ts";

/** The commands in the script, all from busybox. */
const applets = [
  ...[
    "sh",
    "mount",
    "umount",
    "mkdir",
    "mv",
    "sed",
    "grep",
    "cat",
    "sort",
    "head",
    "tail",
    "tr",
    "dd",
    "hexdump",
  ],
  ...["chmod", "sleep", "sync", "reboot", "poweroff", "modprobe", "switch_root", "printf", "echo", "["],
  ...["date", "kill", "ln", "rm"],
];
const libraries = [
  "libc.so.6",
  "libm.so.6",
  "libdevmapper.so*",
  "libselinux.so*",
  "libudev.so.1",
  "libpcre2-8.so.0",
  "libcap.so.2",
];

export interface InitrdParts {
  /** Where the packages that start the system were unpacked. */
  readonly boot: string;
  readonly script: string;
  /** A folder for the tree, which does not exist yet. */
  readonly aside: string;
  readonly tools: Tools;
  readonly epoch: number;
}

/** Makes the compressed archive. */
export function makeInitrd({ boot, script, aside, tools, epoch }: InitrdParts): Buffer {
  mkdirSync(join(aside, "bin"), { recursive: true });
  cpSync(join(boot, "usr/bin/busybox"), join(aside, "bin/busybox"));
  cpSync(join(boot, "usr/sbin/dmsetup"), join(aside, "bin/dmsetup"));
  for (const name of applets) symlinkSync("busybox", join(aside, "bin", name));
  copyLibraries(boot, aside);
  copyModules({ from: boot, to: aside, names: modulesOfInitrd, tools });
  unpackModules(aside, tools);
  symlinkSync("usr/lib", join(aside, "lib"));
  cpSync(script, join(aside, "init"));
  chmodTree(aside);
  return zstdCompressSync(cpioOf(aside, epoch), { params: { [constants.ZSTD_c_compressionLevel]: 15 } });
}

function copyLibraries(boot: string, aside: string): void {
  for (const path of globSync(
    libraries.map((name) => `usr/lib/*-linux-gnu/${name}`),
    { cwd: boot },
  )) {
    mkdirSync(dirname(join(aside, path)), { recursive: true });
    copyFileSync(realpathSync(join(boot, path)), join(aside, path));
  }
  for (const path of globSync("usr/lib*/**/ld-linux*.so*", { cwd: boot })) {
    const name = basename(path);
    // The path in every executable: /lib64 on amd64, /lib on arm64.
    const folder = existsSync(join(boot, "usr/lib64", name)) ? "lib64" : "usr/lib";
    mkdirSync(join(aside, folder), { recursive: true });
    copyFileSync(realpathSync(join(boot, path)), join(aside, folder, name));
  }
}

/** Unpacked, they compress better together with everything else. */
function unpackModules(aside: string, tools: Tools): void {
  const release = "usr/lib/modules/*";
  for (const path of globSync(`${release}/kernel/**/*.ko.xz`, { cwd: aside })) {
    const file = join(aside, path);
    writeFileSync(file.replace(/\.xz$/, ""), tools("bin/xz", ["--decompress", "--stdout", file]));
    rmSync(file);
  }
  const [folder = ""] = globSync(release, { cwd: aside });
  tools("sbin/depmod", ["--basedir", join(aside, "usr"), basename(folder)]);
  // busybox reads the text indexes.
  for (const path of globSync(`${release}/modules.*.bin`, { cwd: aside })) rmSync(join(aside, path));
}

function chmodTree(aside: string): void {
  for (const entry of globSync("**", { cwd: aside, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const program =
      entry.isDirectory() || readFileSync(path).subarray(0, 2).toString() === "#!" || isElf(path);
    chmodSync(path, program ? 0o755 : 0o644);
  }
}

function isElf(path: string): boolean {
  return !path.endsWith(".ko") && readFileSync(path).subarray(1, 4).toString() === "ELF";
}
