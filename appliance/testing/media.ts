/**
 * Sticks for tests. Their heads are real (made by mkfs.vfat and the like), so that they are told apart as on a box. What is
 * mounted in their place is a small ext4 of the stick's size on a loop device, since a kernel that builds this may have no
 * FAT: full, read-only and pulled out are the kernel's own doing. Needs root.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "../places.ts";
import type { Run } from "../run.ts";

export interface TestStick {
  /** Changes what is on it. */
  fill(work: (folder: string) => void): void;
  /** Its switch against writing. */
  protect(on: boolean): void;
  /** It is pulled out: nothing is found of it any more, and what is mounted fails. */
  pull(): void;
}

export interface TestMedia {
  /** Plugs a stick in as /dev/NAME. */
  plug(name: string, options?: { readonly megabytes?: number; readonly label?: string }): TestStick;
  /** Runs programs, and mounts sticks in place of devices. */
  readonly run: (otherwise: Run) => Run;
  remove(): void;
}

const tool = (program: string, ...args: readonly string[]) =>
  execFileSync(program, [...args], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });

/** @param places of the test's box; its sys and dev are put into `root` */
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
