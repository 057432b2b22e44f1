import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";

/** A backup on a USB stick or a disc. */
export interface BackupOnMedium {
  readonly medium: string;
  /** The stick's label. */
  readonly label: string;
  readonly path: string;
  readonly bytes: number;
}

/** The sticks and discs that are plugged in. Never rejects. */
export interface RemovableMedia {
  /** Whether there can be any: there is an appliance. */
  present(): boolean;
  backups(): Promise<Result<readonly BackupOnMedium[], Fault>>;
  /** Copies a file from a stick to where the program can read it. @returns the copy's path */
  fetch(
    medium: string,
    path: string,
    progress: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<string, Fault>>;
}
