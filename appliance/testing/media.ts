/**
 * USB sticks for tests. Their first blocks are real (made by mkfs.vfat and the like), so that they are recognised as on
 * an appliance. Mounted in their place is an ext4 file system of the stick's size on a loop device, since the kernel
 * may have no FAT; the kernel itself makes it full, read-only or unplugged. Needs root.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "../places.ts";
import type { Run } from "../run.ts";

export interface TestStick {
  /** Changes its contents. */
  fill(work: (folder: string) => void): void;
  /** Sets its write protection. */
  protect(on: boolean): void;
  /** Unplugs it: it is no longer found, and what is mounted fails. */
  pull(): void;
}

export interface TestMedia {
  /** Plugs a stick in as /dev/NAME. */
  plug(name: string, options?: { readonly megabytes?: number; readonly label?: string }): TestStick;
  /** Runs programs, but mounts sticks instead of devices. */
  readonly run: (otherwise: Run) => Run;
  remove(): void;
}

const tool = (program: string, ...args: readonly string[]) =>
  execFileSync(program, [...args], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });

/** @param paths of the test's appliance; its sys and dev are created in `root` */
export function testMedia(root: string, places: Places): TestMedia {
  const folder = mkdtempSync(join(root, "sticks-"));
  Object.assign(places, { sys: join(root, "sys"), dev: join(root, "dev") });
  for (const made of [places.dev, join(places.sys, "class/block")]) mkdirSync(made, { recursive: true });
  const image = (name: string) => join(folder, `${name}.img`);

  return {
    plug(name, { megabytes = 8, label = "STICK" } = {}) {
      const head = join(places.dev, name);
      const about = join(places.sys, "class/block", name);
      mkdirSync(about, { recursive: true });
      writeFileSync(join(about, "ro"), "0\n");
      writeFileSync(head, "");
      truncateSync(head, 40 * 1_048_576);
      tool("mkfs.vfat", "-F", "32", "-n", label, head);
      writeFileSync(image(name), "");
      truncateSync(image(name), megabytes * 1_048_576);
      tool("mke2fs", "-q", "-t", "ext4", "-m", "0", "-O", "^has_journal", image(name));
      return {
        fill(work) {
          const at = mkdtempSync(join(folder, "fill-"));
          tool("mount", "-o", "loop", image(name), at);
          try {
            work(at);
          } finally {
            tool("umount", at);
          }
        },
        protect: (on) => writeFileSync(join(about, "ro"), on ? "1\n" : "0\n"),
        pull() {
          rmSync(head, { force: true });
          rmSync(about, { recursive: true, force: true });
          truncateSync(image(name), 0);
        },
      };
    },
    run: (otherwise) => (program, args, options) => {
      const device = args.at(-2) ?? "";
      if (program !== "mount" || !device.startsWith(places.dev)) return otherwise(program, args, options);
      const given = args.map((arg, at) => {
        if (args[at - 1] === "-t") return "ext4";
        if (args[at - 1] === "-o") return `loop,${arg.replace(/,utf8$/, "")}`;
        return arg === device ? image(device.slice(places.dev.length + 1)) : arg;
      });
      return otherwise(program, given, options);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
