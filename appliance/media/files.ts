/** Lists what is on a medium, which is untrusted. */
import type { Stats } from "node:fs";
import { lstat, opendir, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Box } from "../box.ts";
import { isMissing } from "../files.ts";
import type { Medium as Told } from "../protocol.ts";
import { Refusal } from "../refusal.ts";
import { isWriteProtected, type Medium, media } from "./find.ts";
import { idOf, mounted } from "./mount.ts";

/** Limits: media listed, files of a kind on each, and entries of a folder searched for them. */
const MEDIA = 8;
const FILES = 50;
const LOOKED_AT = 10_000;

/** A file name that is listed: without control characters or path separators. */
const plainName = /^[^\p{C}/\\]{1,240}$/u;

/** The plugged-in media with their updates and backups. What cannot be opened is left out and logged. */
export async function mediaWithFiles(box: Box): Promise<Told[]> {
  const found: Told[] = [];
  for (const medium of (await media(box.places)).slice(0, MEDIA)) {
    try {
      found.push(await mounted(box, medium, "read", (folder) => told(box, medium, folder)));
    } catch (cause) {
      // Unplugged meanwhile, or damaged: list the others.
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

/** Updates and backups among the plain files of the top folder, in descending order of name. */
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

/** The path of a file in a mounted folder. Throws a Refusal if it is not a plain file. */
export async function fileOn(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const known = plainName.test(name) && (await lstatIfAny(path))?.isFile() === true;
  if (known) return path;
  throw new Refusal(`The file ${name.replace(/\p{C}/gu, "?")} no longer exists`, "Choose again");
}

/** Null if it does not exist, or if its name is not allowed. */
async function lstatIfAny(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}
