import { existsSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../../base/version.ts";
import type { Finding } from "../../../domain/finding.ts";
import { openFilesFinding, type ServingFacts, servingFinding } from "../../../domain/health/index.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import { isLocked, type Running, readRunning } from "../data-folder/lock.ts";
import type { Surroundings } from "./surroundings.ts";

/** The program running on the folder; null if there is none, or it is unknown. */
export interface Serving {
  readonly held: boolean;
  readonly running: Running | null;
}

export function servingIn(folder: string, { formats }: Pick<DataAccess, "formats">): Serving {
  const held = isLocked(folder, formats().nativeBinding);
  return { held, running: held ? readRunning(folder) : null };
}

/** Whether the program is running, answers, and is this release. */
export const checkServing = async (
  folder: string,
  serving: Serving,
  surroundings: Surroundings,
): Promise<Finding> => servingFinding(await servingFacts(folder, serving, surroundings), version);

async function servingFacts(
  folder: string,
  { held, running }: Serving,
  { answers }: Surroundings,
): Promise<ServingFacts> {
  if (!held) {
    const left = existsSync(join(folder, "run.json")) ? { pid: readRunning(folder)?.pid ?? null } : null;
    return { is: "stopped", left };
  }
  if (running === null) return { is: "unknown" };
  const places = [running.http, running.https, running.smtp].filter((place) => place !== null);
  let silent: string | null = null;
  for (const place of places) if (silent === null && !(await answers(place))) silent = place;
  return { is: "running", pid: running.pid, version: running.version, places, silent };
}

/** Whether the running program, or else this process, may have enough files and connections open. */
export const checkOpenFiles = ({ running }: Serving, surroundings: Surroundings): Finding =>
  openFilesFinding(surroundings.openFiles(running?.pid ?? null));
