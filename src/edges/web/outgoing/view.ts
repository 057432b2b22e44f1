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
    /** Whom it tells of the ticket; null for an answer. */
    readonly notified: string | null;
  }[];
  readonly next: string | null;
}
