import type * as z from "zod";
import type { Fault } from "../../../base/fault.ts";
import type { Result } from "../../../base/result.ts";
import type { Progress } from "./format.ts";

/** Work on a backup that goes on in a process of its own. */
export interface BackupWork<T> {
  readonly done: Promise<Result<T, Fault>>;
  /** Ends it at once; what it leaves does no harm. */
  kill(): void;
}

/**
 * Does the work of a command of this program ("mailmanager backup ...") in a process of its own: it takes minutes of
 * computing, and mail goes on meanwhile.
 * @param words the command's, after "backup"
 * @param shape of what it says when it is done
 */
export type StartBackupWork = <T>(
  words: readonly string[],
  shape: z.ZodType<T>,
  progress: Progress,
) => BackupWork<T>;
