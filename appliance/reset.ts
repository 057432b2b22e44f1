import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "./files.ts";
import type { Places } from "./places.ts";

/** If this file exists, the next start erases all of the customer's data. */
export const resetMarker = (places: Places): string => join(places.state, "factory-reset");

/**
 * Erases all data and settings, the marker last: after a power cut the next start continues. Run by an early unit,
 * before any file there is open.
 * @returns whether there was anything to do
 */
export function reset(places: Places): boolean {
  const marker = resetMarker(places);
  if (!existsSync(marker)) return false;
  const erase = (folder: string, except: string | null) => {
    for (const name of readdirSync(folder)) {
      if (name !== except) rmSync(join(folder, name), { recursive: true, force: true });
    }
  };
  const [lib, own, file] = ["lib", "mailmanager-box", "factory-reset"];
  // The file system's own folder cannot be removed and need not be.
  for (const name of readdirSync(places.var)) {
    if (name !== lib && name !== "lost+found")
      rmSync(join(places.var, name), { recursive: true, force: true });
  }
  erase(join(places.var, lib), own);
  erase(places.state, file);
  syncFolder(places.state);
  syncFolder(join(places.var, lib));
  syncFolder(places.var);
  rmSync(places.state, { recursive: true, force: true });
  syncFolder(join(places.var, lib));
  return true;
}
