import { join } from "node:path";
import * as z from "zod";
import { removeDurably, textIfAny, writeDurably } from "../files.ts";
import type { Places } from "../places.ts";
import { networkSettings } from "../protocol.ts";

const trial = z.strictObject({
  change: z.string(),
  /** Milliseconds since 1970 at which it is reverted automatically. */
  until: z.number(),
  /** The settings before; null for the default. */
  before: networkSettings.nullable(),
});

/** A change of the network that is not confirmed yet. The settings hold the change, the trial what to revert to. */
export type Trial = z.infer<typeof trial>;

const fileOf = (places: Places): string => join(places.state, "network-trial.json");

/** The change on trial, or null. */
export function readTrial(places: Places): Trial | null {
  const text = textIfAny(fileOf(places));
  if (text === null) return null;
  // It is written atomically.
  return trial.parse(JSON.parse(text));
}

/** After this returns, a power cut reverts to the previous settings. */
export const writeTrial = (places: Places, value: Trial): void =>
  writeDurably(fileOf(places), JSON.stringify(value));

/** Ends the trial: the current settings stay. */
export const endTrial = (places: Places): void => removeDurably(fileOf(places));
