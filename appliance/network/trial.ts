import { join } from "node:path";
import * as z from "zod";
import { removeDurably, textIfAny, writeDurably } from "../files.ts";
import type { Places } from "../places.ts";
import { networkSettings } from "../protocol.ts";

const trial = z.strictObject({
  change: z.string(),
  /** Milliseconds since 1970 at which it is reverted automatically. */
  until: z.number(),
  /** What held before; null for the box's own way. */
  before: networkSettings.nullable(),
});

/** A change of the network that nobody has confirmed yet. The settings hold the change, the trial what to go back to. */
export type Trial = z.infer<typeof trial>;

const fileOf = (places: Places): string => join(places.state, "network-trial.json");

/** The change on trial, or null. */
export function readTrial(places: Places): Trial | null {
  const text = textIfAny(fileOf(places));
  if (text === null) return null;
  // It is written whole or not at all.
  return trial.parse(JSON.parse(text));
}

/** After this returns, a power cut leads back to what held before. */
export const writeTrial = (places: Places, value: Trial): void =>
  writeDurably(fileOf(places), JSON.stringify(value));

/** The trial is over: what is set now stays. */
export const endTrial = (places: Places): void => removeDurably(fileOf(places));
