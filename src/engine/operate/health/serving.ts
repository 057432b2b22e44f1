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
      return warning(
        `not running, but run.json is left over${pid === undefined ? "" : ` from process ${pid}`}: it did not stop cleanly`,
        "see its log for the reason and start it again; accepted mail is safe",
      );
    }
    return ok("not running");
  }
  if (running === null) {
    return warning(
      "a process holds the folder but has not said where it listens",
      "it may be starting, or be a command such as rebuild; check again later",
    );
  }
  const places = [running.http, running.https, running.smtp].filter((place) => place !== null);
  for (const place of places) {
    if (!(await surroundings.answers(place))) {
      return problem(
        `process ${running.pid} is using the folder but does not answer at ${place}`,
        "see its log, and restart it if it does not recover",
      );
    }
  }
  if (running.version !== version) {
    return warning(
      `process ${running.pid} is version ${running.version}, this is ${version}`,
      "restart the program to run the new version",
    );
  }
  return ok(`process ${running.pid} is using the folder, listening on ${places.join(", ")}`);
}

/** Files and connections together: with fewer than this, a busy hour exhausts them. */
const FEWEST = 4096;

/** Whether the running program, or else this process, may have enough files and connections open. */
export function checkOpenFiles({ running }: Serving, surroundings: Surroundings): Finding {
  const { ok, warning } = findingsOf("open files");
  const limit = surroundings.openFiles(running?.pid ?? null);
  if (limit === null) return ok("the limit is not known here");
  if (limit < FEWEST) {
    return warning(
      `a process may have ${limit} open, including connections`,
      `raise the limit to ${FEWEST} or more (LimitNOFILE= in the unit, ulimit -n in a shell)`,
    );
  }
  return ok(`a process may have ${Number.isFinite(limit) ? limit : "any number"} open`);
}
