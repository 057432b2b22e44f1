import { existsSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../../base/version.ts";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
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
export async function checkServing(
  folder: string,
  { held, running }: Serving,
  surroundings: Surroundings,
): Promise<Finding> {
  const { ok, warning, problem } = findingsOf("serving");
  if (!held) {
    if (existsSync(join(folder, "run.json"))) {
      const pid = readRunning(folder)?.pid;
      return pid === undefined
        ? warning("serving.unclean", "see-log-start")
        : warning("serving.unclean-process", "see-log-start", { pid });
    }
    return ok("serving.none");
  }
  if (running === null) return warning("serving.unknown", "check-later");
  const { pid } = running;
  const places = [running.http, running.https, running.smtp].filter((place) => place !== null);
  for (const place of places) {
    if (!(await surroundings.answers(place)))
      return problem("serving.silent", "see-log-recover", { pid, place });
  }
  if (running.version !== version)
    return warning("serving.version", "run-new-version", { pid, running: running.version, version });
  return ok("serving.ok", { pid, places: places.join(", ") });
}

/** Files and connections together: with fewer than this, a busy hour exhausts them. */
const FEWEST = 4096;

/** Whether the running program, or else this process, may have enough files and connections open. */
export function checkOpenFiles({ running }: Serving, surroundings: Surroundings): Finding {
  const { ok, warning } = findingsOf("open files");
  const limit = surroundings.openFiles(running?.pid ?? null);
  if (limit === null) return ok("files.unknown");
  if (limit < FEWEST) return warning("files.few", "raise-limit", { limit, wanted: FEWEST });
  return Number.isFinite(limit) ? ok("files.limit", { limit }) : ok("files.unlimited");
}
