import type { Frame } from "../view.ts";

export interface CaughtView {
  readonly frame: Frame;
  /** Whether only what concerns the reader is listed. */
  readonly own: boolean;
  readonly mails: readonly {
    readonly key: string;
    readonly time: number;
    readonly from: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly ticket: number | null;
  }[];
}
