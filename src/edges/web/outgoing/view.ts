import type { Frame } from "../view.ts";
import type { DeliveryView } from "./delivery-view.ts";

export interface OutgoingView {
  readonly frame: Frame;
  readonly show: "waiting" | "held" | "failed" | "all";
  readonly counts: { readonly waiting: number; readonly held: number; readonly failed: number };
  readonly entries: readonly {
    readonly key: string;
    readonly ticket: number | null;
    readonly subject: string;
    readonly recipients: readonly string[];
    readonly queuedAt: number;
    readonly delivery: DeliveryView;
    /** The agent it notifies; null for a reply. */
    readonly notified: string | null;
  }[];
  readonly next: string | null;
}
