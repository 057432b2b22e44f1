/** Finds out which slot is running, from the running system itself, so that no stale file can name the wrong one. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type RunningSystem, slotNames } from "./disk.ts";
import { rootHashOn } from "./verity.ts";

export interface RunningPlaces {
  /** A path on the root file system: "/" on the appliance. */
  readonly root: string;
  readonly proc: string;
  readonly sys: string;
  readonly usr: string;
}

const architectures: { readonly [of: string]: string } = { x64: "amd64", arm64: "arm64" };

/**
 * The running system: its root hash from the kernel's command line, its slot from the partition below the mapped root
 * device, its version from os-release in the verified root.
 * @throws an error that says what is missing, on any other machine
 */
export function runningSystem({ root, proc, sys, usr }: RunningPlaces): RunningSystem {
  const verity = rootHashOn(readFileSync(join(proc, "cmdline"), "utf8"));
  if (verity === null) throw new Error("the kernel was started without the root hash of a system");
  const { dev } = statSync(root);
  const device = join(sys, "dev/block", `${major(dev)}:${minor(dev)}`);
  const slots = partitionsBelow(device).flatMap((name) =>
    slotNames.filter((slot) => name === `mailmanager-${slot}`),
  );
  const [slot] = slots;
  if (slot === undefined || slots.length > 1) {
    throw new Error(`the running system is in ${slots.length} slots, not in one`);
  }
  const release = osRelease(readFileSync(join(usr, "lib/os-release"), "utf8"));
  const version = release.get("IMAGE_VERSION") ?? release.get("VERSION_ID");
  if (version === undefined) throw new Error("os-release names no version");
  return { slot, version, verity, architecture: architectures[process.arch] ?? process.arch };
}

/** The names of the GPT partitions below a mapped device. */
function partitionsBelow(device: string): readonly string[] {
  const slaves = readdirSync(join(device, "slaves"));
  return slaves.flatMap((slave) => {
    const uevent = readFileSync(join(device, "slaves", slave, "uevent"), "utf8");
    return /^PARTNAME=(.*)$/m.exec(uevent)?.slice(1) ?? [];
  });
}

/** Parses lines of NAME=VALUE; values may be quoted. */
function osRelease(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").map((line) => /^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(\S*))$/.exec(line));
  return new Map(lines.flatMap((m) => (m?.[1] === undefined ? [] : [[m[1], m[2] ?? m[3] ?? m[4] ?? ""]])));
}

/** Splits a device number as Linux does (makedev(3)). */
const major = (dev: number): number => ((dev >>> 8) & 0xfff) | (Math.floor(dev / 2 ** 32) & 0xfffff000);
const minor = (dev: number): number => (dev & 0xff) | ((dev >>> 12) & 0xfff00);
