import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Configuration } from "../configuration.ts";
import type { Data } from "../data.ts";

/** What the running program is built from. */
export interface Base {
  /** The data folder. */
  readonly data: string;
  readonly record: Data;
  readonly hostname: string;
  readonly configuration: Configuration;
  readonly log: Log;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  /** Registers a function to be called at the stop, in reverse order. */
  readonly onStop: (undo: () => Promise<void> | void) => void;
}
