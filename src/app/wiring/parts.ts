import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Data } from "../../engine/data.ts";
import type { Configuration } from "../configuration.ts";

/** What the running program is built from. */
export interface Base {
  /** Path of the data folder. */
  readonly folder: string;
  readonly data: Data;
  readonly hostname: string;
  readonly configuration: Configuration;
  readonly log: Log;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  /** Registers a function to be called at the stop, in reverse order. */
  readonly onStop: (undo: () => Promise<void> | void) => void;
}
