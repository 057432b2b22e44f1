/** What is on a medium: it comes from a stranger. */
import type { Stats } from "node:fs";
import { lstat, opendir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../src/base/fault.ts";
import type { Box } from "../box.ts";
import { isMissing } from "../files.ts";
import type { Medium as Told } from "../protocol.ts";
import { Refusal } from "../refusal.ts";
import { isWriteProtected, type Medium, media } from "./find.ts";
import { idOf, mounted } from "./mount.ts";

/** Media that are told of, files of a kind on each, and entries of a folder that are looked at for them. */
const MEDIA = 8;
const FILES = 50;
const LOOKED_AT = 10_000;

/** The name of a file that is told of: nothing in it steers a terminal or leads elsewhere. */
const plainName = /^[^\p{C}/\\]{1,240}$/u;

/** What is plugged in, each with its updates and backups. What cannot be opened is left out, and the log says why. */
export async function mediaWithFiles(box: Box): Promise<Told[]> {
  const found: Told[] = [];
  for (const medium of (await media(box.places)).slice(0, MEDIA)) {
    try {
      found.push(await mounted(box, medium, "read", (folder) => told(box, medium, folder)));
    } catch (cause) {
      // Pulled out meanwhile, or damaged: the others are of use all the same.
      box.log(`${medium.device}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  return found;
}

async function told(box: Box, medium: Medium, folder: string): Promise<Told> {
  const { bavail, bsize } = await statfs(folder);
  const files = await filesIn(folder);
  return {
    ...{ id: idOf(medium), label: medium.label },
    writable: !isWriteProtected(box.places, medium),
    free: bavail * bsize,
    updates: files.filter(({ path }) => /\.update$/i.test(path)).slice(0, FILES),
    backups: files.filter(({ path }) => /\.backup$/i.test(path)).slice(0, FILES),
  };
}

/** Plain files of the uppermost folder that are updates or backups, the last by name first. */
async function filesIn(folder: string): Promise<{ readonly path: string; readonly bytes: number }[]> {
  const found: { path: string; bytes: number }[] = [];
  let looked = 0;
  for await (const { name } of await opendir(folder)) {
    if (++looked > LOOKED_AT) break;
    if (!/\.(?:update|backup)$/i.test(name) || !plainName.test(name)) continue;
    const about = await lstatIfAny(join(folder, name));
    if (about?.isFile()) found.push({ path: name, bytes: about.size });
  }
  return found.sort((a, b) => (a.path < b.path ? 1 : -1));
}

/** The path of a file of that name in a mounted folder. Throws a Refusal unless it is a plain file there. */
export async function fileOn(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const known = plainName.test(name) && (await lstatIfAny(path))?.isFile() === true;
  if (known) return path;
  throw new Refusal(fault("box.medium.file-gone", { params: { name: name.replace(/\p{C}/gu, "?") } }));
}

/** Null where there is nothing of that name, or the name is none that can be asked for. */
async function lstatIfAny(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}
