import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";

/** A backup on a USB stick or a disc. */
export interface BackupOnMedium {
  readonly medium: string;
  /** What people call the stick. */
  readonly label: string;
  readonly path: string;
  readonly bytes: number;
}

/** What is plugged in. Never rejects. */
export interface RemovableMedia {
  /** Whether anything ever can be: there is a box. */
  present(): boolean;
  backups(): Promise<Result<readonly BackupOnMedium[], Fault>>;
  /** Copies a file of a stick to where the program can read it. @returns the copy's path */
  fetch(
    medium: string,
    path: string,
    progress: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<string, Fault>>;
}
