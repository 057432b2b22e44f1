import type { Frame } from "../view.ts";

export interface CaughtView {
  readonly frame: Frame;
  readonly mails: readonly {
    readonly key: string;
    readonly time: number;
    readonly from: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly ticket: number | null;
  }[];
}
