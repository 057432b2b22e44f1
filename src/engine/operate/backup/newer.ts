import { type Fault, fault } from "../../../base/fault.ts";
import { eventVersions, retiredVersions } from "../../../domain/events.ts";
import { compareTaken } from "../../../record/migrate.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import type { Manifest } from "./manifest.ts";

/** The parts of the data that this release does not support: migrations and events. Empty if it supports all. */
export function foreignIn(
  { steps, events }: Pick<Manifest["data"], "steps" | "events">,
  { formats }: Pick<DataAccess, "formats">,
): readonly string[] {
  const known = new Map<string, number>([
    ...Object.entries(eventVersions),
    ...Object.entries(retiredVersions),
  ]);
  const strange = Object.entries(events).filter(([type, version]) => version > (known.get(type) ?? 0));
  return [
    ...compareTaken(steps, formats().migrations).foreign,
    ...strange.map(([type, version]) => `${type} ${version}`),
  ];
}

/** The fault that data is from a newer release. @param what the unsupported parts */
export const writtenByNewer = (what: readonly string[]): Fault =>
  fault("backup.other-release", { params: { what: what.slice(0, 3).join(", ") } });
