/** A virtual machine's disk on top of an image, which is not changed. */
import { globSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { smallestDisk } from "./geometry.ts";
import type { Architecture } from "./packages.ts";
import { type Tools, toolsIn } from "./tools.ts";

const project = resolve(import.meta.dirname, "..");

/** Makes the overlay, a qcow2 file of this size in bytes. */
export function makeOverlay(image: string, path: string, size: number, tools: Tools): void {
  if (size < smallestDisk()) throw new Error(`a disk of ${size} bytes is too small for the image`);
  tools("bin/qemu-img", [
    "create",
    "-q",
    "-f",
    "qcow2",
    "-b",
    resolve(image),
    "-F",
    image.endsWith(".qcow2") ? "qcow2" : "raw",
    path,
    String(size),
  ]);
}

/** The tools from an earlier build of the image. Throws with the remedy if there was none. */
export function builtTools(architecture: Architecture): Tools {
  const [newest] = globSync(".cache/image/steps/tools-packages-????????????????????????", { cwd: project })
    .map((name) => join(project, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!newest) throw new Error("no image was built here: make image");
  return toolsIn(newest, architecture, 0);
}
