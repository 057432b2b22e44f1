/** Packs a tree into a compressed, read-only file system. */
import { globSync, lutimesSync } from "node:fs";
import { join } from "node:path";
import type { Tools } from "./tools.ts";

export interface ErofsParts {
  readonly tree: string;
  readonly path: string;
  readonly tools: Tools;
  readonly epoch: number;
  /** Whether to save time rather than space. */
  readonly quick: boolean;
}

/** All files belong to root, have the same time, and are sorted by name. */
export function makeErofs({ tree, path, tools, epoch, quick }: ErofsParts): void {
  for (const name of ["", ...globSync("**", { cwd: tree })]) lutimesSync(join(tree, name), epoch, epoch);
  tools("bin/mkfs.erofs", [
    ...["--quiet", "--all-root", "-x-1", quick ? "-zlz4" : "-zlz4hc,12", "-C65536"],
    ...[`-T${epoch}`, "--all-time", "-U6d61696c-6d61-4e61-8765-72726f6f7400", path, tree],
  ]);
}
