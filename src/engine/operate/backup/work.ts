import type * as z from "zod";
import type { Fault } from "../../../base/fault.ts";
import type { Result } from "../../../base/result.ts";

/** Work on a backup in a separate process. */
export interface BackupWork<T> {
  readonly done: Promise<Result<T, Fault>>;
  /** Kills it; what it leaves does no harm. */
  kill(): void;
}

/**
 * Runs a command of this program ("mailmanager backup ...") in a separate process: it takes minutes of
 * computing, and mail must not wait for it.
 * @param words of the command, after "backup"
 * @param shape of its result
 * @param progress called with what that process writes about its progress; `what` is for people
 */
export type StartBackupWork = <T>(
  words: readonly string[],
  shape: z.ZodType<T>,
  progress: (done: number, total: number, what: string) => void,
) => BackupWork<T>;
