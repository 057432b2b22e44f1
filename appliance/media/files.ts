/** What is on a medium: whoever filled it is a stranger. */
import { lstatSync, opendirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { Box } from "../box.ts";
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
  for (const medium of media(box.places).slice(0, MEDIA)) {
    try {
      found.push(await mounted(box, medium, "read", (folder) => told(box, medium, folder)));
    } catch (cause) {
      // Pulled out meanwhile, or damaged: the others are of use all the same.
      box.log(`${medium.device}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  return found;
}

function told(box: Box, medium: Medium, folder: string): Told {
  const { bavail, bsize } = statfsSync(folder);
  const files = filesIn(folder);
  return {
    ...{ id: idOf(medium), label: medium.label },
    writable: !isWriteProtected(box.places, medium),
    free: bavail * bsize,
    updates: files.filter(({ path }) => /\.update$/i.test(path)).slice(0, FILES),
    backups: files.filter(({ path }) => /\.backup$/i.test(path)).slice(0, FILES),
  };
}

/** Plain files of the uppermost folder that are updates or backups, the last by name first. */
function filesIn(folder: string): { readonly path: string; readonly bytes: number }[] {
  const found: { path: string; bytes: number }[] = [];
  const entries = opendirSync(folder);
  try {
    for (let looked = 0; looked < LOOKED_AT; looked++) {
      const entry = entries.readSync();
      if (entry === null) break;
      const { name } = entry;
      if (!/\.(?:update|backup)$/i.test(name) || !plainName.test(name)) continue;
      const about = lstatSync(join(folder, name), { throwIfNoEntry: false });
      if (about?.isFile()) found.push({ path: name, bytes: about.size });
    }
  } finally {
    entries.closeSync();
  }
  return found.sort((a, b) => (a.path < b.path ? 1 : -1));
}

/** The path of a file of that name in a mounted folder. Throws a Refusal unless it is a plain file there. */
export function fileOn(folder: string, name: string): string {
  const path = join(folder, name);
  const known = plainName.test(name) && lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (known) return path;
  throw new Refusal(`There is no file ${name.replace(/\p{C}/gu, "?")} there any more`, "Choose again");
}
