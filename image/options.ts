/** The options of an image build: `make image NAME=VALUE` sets them as environment variables. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Lock } from "./lock.ts";
import { type Architecture, architectures } from "./packages.ts";

export interface BuildOptions {
  /** The source tree. */
  readonly root: string;
  readonly version: string;
  readonly architecture: Architecture;
  /** The private key's file; undefined for the development key. */
  readonly key: string | undefined;
  /** The folder for results. */
  readonly output: string;
  /** Whether to build only what tests boot, quickly: the raw disk and the update, less compressed. */
  readonly quick: boolean;
  /** A folder whose files are added to the root after those of `image/root`; tests make broken releases with it. */
  readonly extra: string | undefined;
}

/** Reads and checks the options. @throws with the problem */
export function buildOptions(environment: NodeJS.ProcessEnv): BuildOptions {
  const root = resolve(import.meta.dirname, "..");
  const { version: own }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = environment.VERSION || own;
  // It is part of file names, among them the boot loader's, where "+" comes before the tries and "_" ends the name.
  if (!/^[0-9][0-9A-Za-z.~-]{0,30}$/.test(version))
    throw new Error(`VERSION=${version} is not a version like 1.2.3`);
  const asked = environment.ARCHITECTURE || (process.arch === "arm64" ? "arm64" : "amd64");
  const architecture = architectures.find((known) => known === asked);
  if (!architecture) throw new Error(`ARCHITECTURE is one of ${architectures.join(", ")}`);
  return {
    root,
    version,
    architecture,
    key: environment.KEY || undefined,
    output: resolve(environment.OUTPUT || join(root, "dist")),
    quick: environment.QUICK === "1",
    extra: environment.EXTRA ? resolve(environment.EXTRA) : undefined,
  };
}

/**
 * The time of all files, in seconds: that of the commit, or of the lock without git history. SOURCE_DATE_EPOCH
 * overrides it.
 */
export function epochOf(root: string, lock: Lock, environment: NodeJS.ProcessEnv): number {
  const asked = environment.SOURCE_DATE_EPOCH;
  if (asked) {
    if (!/^\d{1,11}$/.test(asked)) throw new Error(`SOURCE_DATE_EPOCH=${asked} is not a time in seconds`);
    return Number(asked);
  }
  const { stdout, status } = spawnSync("git", ["-C", root, "log", "-1", "--format=%ct"], {
    encoding: "utf8",
  });
  return Math.max(status === 0 ? Number(stdout) : 0, lock.time);
}
