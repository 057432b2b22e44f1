/** A small disk of its own at a folder, for tests of one that is full or read-only. Needs root. */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface TestDisk {
  /** From now on it can only be read, as after an error with `errors=remount-ro`. */
  readOnly(): void;
  /** From now on it has no free space. */
  full(): void;
  /** It can be written again. */
  mend(): void;
  remove(): void;
}

/** Mounts an empty one over the folder. */
export function diskAt(folder: string): TestDisk {
  const mount = (...args: readonly string[]) => execFileSync("mount", [...args, folder]);
  const filler = join(folder, "filler");
  mount("-t", "tmpfs", "-o", "size=256k", "tmpfs");
  return {
    readOnly: () => void mount("-o", "remount,ro"),
    full() {
      const fill = (bytes: number) => writeFileSync(filler, Buffer.alloc(bytes), { flag: "a" });
      try {
        for (;;) fill(4096);
      } catch (cause) {
        if (!(cause instanceof Error && "code" in cause && cause.code === "ENOSPC")) throw cause;
      }
    },
    mend() {
      mount("-o", "remount,rw");
      rmSync(filler, { force: true });
    },
    remove: () => void execFileSync("umount", [folder]),
  };
}
