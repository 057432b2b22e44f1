import { join } from "node:path";
import type * as z from "zod";
import { textIfAny, writeInPlace } from "./files.ts";
import type { Places } from "./places.ts";
import { appliedState } from "./protocol-values.ts";

/** Whether the settings have been applied in this boot, and if not, what failed and why. */
export type Applied = z.infer<typeof appliedState>;
/** What is applied: each can fail on its own. */
export type ApplyStep = Applied["failed"][number]["step"];

const fileOf = (places: Places): string => join(places.run, "settings-applied.json");

/** How far it got in this boot; null if it has not begun, or what is written cannot be read. */
export function readApplied(places: Places): Applied | null {
  try {
    return appliedState.parse(JSON.parse(textIfAny(fileOf(places)) ?? "null"));
  } catch {
    return null;
  }
}

/** Notes how far it got. */
export function noteApplied(places: Places, applied: Applied): void {
  writeInPlace(fileOf(places), JSON.stringify(applied));
}
