/** USB sticks for virtual machines: files with a FAT file system, as sold. */
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { builtTools } from "../../image/overlay.ts";

const folder = resolve(import.meta.dirname, "../../.cache/test/sticks");

/**
 * Makes a stick with the label STICK. @returns the path of its file
 * @param size in MiB
 * @param files contents of its top folder, by name
 */
export function makeStick(name: string, size: number, files: Readonly<Record<string, string>>): string {
  const tools = builtTools(process.arch === "arm64" ? "arm64" : "amd64");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.img`);
  rmSync(path, { force: true });
  writeFileSync(path, "");
  truncateSync(path, size * 2 ** 20);
  tools("sbin/mkfs.vfat", ["-F", "32", "-n", "STICK", path]);
  for (const [file, text] of Object.entries(files)) {
    const aside = join(folder, `${name}.${file}`);
    writeFileSync(aside, text);
    tools("bin/mcopy", ["-i", path, aside, `::/${file}`]);
    rmSync(aside);
  }
  return path;
}
