/** The folder in which the program finds files copied from a medium. */
import { chmodSync, chownSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Box } from "../box.ts";
import type { Places } from "../places.ts";
import { Refusal } from "../refusal.ts";
import { programUser } from "../user.ts";

const folderOf = (places: Places): string => join(places.shared, "handover");

/** Removes what was copied before: called before the next copy, and at each boot. */
export function clearHandover(places: Places): void {
  rmSync(folderOf(places), { recursive: true, force: true });
}

/**
 * Creates the folder, empty; the program can read it, and only the helper can write to it. Throws a Refusal if the
 * program is not installed.
 */
export function openHandover(box: Box): { readonly folder: string; readonly gid: number } {
  const user = programUser(box);
  if (user === null) throw new Refusal("MailManager is not installed here", "Use MailManager's disk image");
  clearHandover(box.places);
  const folder = folderOf(box.places);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const one of [box.places.shared, folder]) {
    chownSync(one, 0, user.gid);
    chmodSync(one, 0o750);
  }
  return { folder, gid: user.gid };
}
