import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, fault } from "../../../base/fault.ts";
import { isFileLocked, lockFile } from "../../../record/lock.ts";
import { failure } from "../../../text/index.ts";

/** What a running program writes about itself to DIR/run.json. Addresses are ADDR:PORT, null if it does not listen. */
export interface Running {
  readonly pid: number;
  readonly http: string | null;
  readonly https: string | null;
  readonly smtp: string | null;
  /** These are absent if it does not listen on them. */
  readonly smtps?: string;
  readonly submission?: string;
  /** Absent if it does not listen for LMTP; ADDR:PORT or the path of its socket. */
  readonly lmtp?: string;
  readonly version: string;
}

/**
 * Locks the data folder for this process with a lock on a small file in it, which ends with the process, however that
 * ends.
 * @param nativeBinding SQLite's addon; undefined if it is found automatically
 * @returns a function that unlocks it
 * @throws Failure that says which process holds it
 */
export function lockData(folder: string, nativeBinding?: object | undefined): () => void {
  const unlock = lockFile(join(folder, "lock"), nativeBinding);
  if (unlock !== null) return unlock;
  throw failure(heldBy(folder, readRunning(folder)));
}

function heldBy(path: string, holder: Running | null): Fault {
  if (holder === null) return fault("data-folder.held", { params: { path } });
  const places = listens(holder);
  const params = { path, pid: holder.pid, version: holder.version };
  return places === ""
    ? fault("data-folder.held-by", { params })
    : fault("data-folder.held-at", { params: { ...params, places } });
}

/** Whether a process holds the folder. Writes nothing, and does not block other processes. */
export const isLocked = (folder: string, nativeBinding?: object | undefined): boolean =>
  isFileLocked(join(folder, "lock"), nativeBinding);

/** What the last program running on this folder wrote; null if there is no such file or it cannot be read. */
export function readRunning(folder: string): Running | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    return isRunning(value) ? value : null;
  } catch {
    return null;
  }
}

function isRunning(value: unknown): value is Running {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "version" in value
  );
}

/** "smtp ADDR:PORT, http ADDR:PORT": where it listens; "" if nowhere. */
export function listens({ http, https, smtp, smtps, submission, lmtp }: Running): string {
  const named = Object.entries({ http, https, smtp, smtps, submission, lmtp });
  const places = named.flatMap(([name, at]) => (at ? [`${name} ${at}`] : []));
  return places.join(", ");
}
