/**
 * The programs that make file systems and disk images, from locked packages, so that the build machine's own make no
 * difference. They run with their own dynamic loader, and need neither root nor a chroot.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Debs } from "./fetch.ts";
import type { LockedPackage } from "./lock.ts";
import type { Architecture } from "./packages.ts";

/** Runs a locked tool, given by its path below /usr. @returns its output @throws if it fails */
export type Tools = (program: string, args: readonly string[], options?: ToolOptions) => Buffer;

export interface ToolOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

const loaders: Readonly<Record<Architecture, readonly [triplet: string, loader: string]>> = {
  amd64: ["x86_64-linux-gnu", "ld-linux-x86-64.so.2"],
  arm64: ["aarch64-linux-gnu", "ld-linux-aarch64.so.1"],
};

/**
 * @param folder the folder of the unpacked packages
 * @param epoch the time of all files, in seconds
 */
export function toolsIn(folder: string, architecture: Architecture, epoch: number): Tools {
  const [triplet, loader] = loaders[architecture];
  const libraries = join(folder, "usr/lib", triplet);
  return (program, args, { input, env } = {}) => {
    const result = spawnSync(
      join(libraries, loader),
      ["--library-path", `${libraries}:${libraries}/systemd`, join(folder, "usr", program), ...args],
      {
        // Language, time zone and settings of the build machine have no influence.
        env: {
          PATH: join(folder, "usr/bin"),
          LC_ALL: "C.UTF-8",
          TZ: "UTC",
          SOURCE_DATE_EPOCH: String(epoch),
          GCONV_PATH: join(libraries, "gconv"),
          ...env,
        },
        maxBuffer: 1 << 28,
        ...(input === undefined ? {} : { input }),
      },
    );
    if (result.status !== 0) {
      throw new Error(
        `${program} ${args.join(" ")}: ${result.error?.message ?? result.stderr.toString().trim()}`,
      );
    }
    return result.stdout;
  };
}

/** Unpacks packages into one folder. No scripts are run: root.ts does what they would do. */
export function unpack(packages: readonly LockedPackage[], debs: Debs, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of packages.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    execFileSync("dpkg-deb", ["--extract", debs(entry), folder]);
  }
}
