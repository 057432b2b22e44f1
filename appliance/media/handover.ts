/** The folder in which the program finds what was fetched from a medium for it. */
import { chmodSync, chownSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../src/base/fault.ts";
import type { Box } from "../box.ts";
import type { Places } from "../places.ts";
import { Refusal } from "../refusal.ts";
import { programUser } from "../user.ts";

const folderOf = (places: Places): string => join(places.shared, "handover");

/** Throws away what was fetched before: called by the next fetch, and at each boot. */
export function clearHandover(places: Places): void {
  rmSync(folderOf(places), { recursive: true, force: true });
}

/**
 * Makes the folder, empty, for the program to read and for nobody to write but us. Throws a Refusal where there is no
 * program.
 */
export function openHandover(box: Box): { readonly folder: string; readonly gid: number } {
  const user = programUser(box);
  if (user === null) throw new Refusal(fault("box.not-installed"));
  clearHandover(box.places);
  const folder = folderOf(box.places);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const one of [box.places.shared, folder]) {
    chownSync(one, 0, user.gid);
    chmodSync(one, 0o750);
  }
  return { folder, gid: user.gid };
}
