/** What the pages show of a mail on its way out. */
import type { BounceResult, DeliveryResult } from "../../../domain/ticket/index.ts";

export interface AttemptView {
  readonly attempt: number;
  readonly time: number;
  readonly server: string;
  readonly results: readonly DeliveryResult[];
}

/** A delivery that came back. */

export interface BounceView {
  readonly time: number;
  /** The bounce, as a mail of ours. */
  readonly mail: string;
  readonly results: readonly BounceResult[];
}

export type DeliveryStatus =
  | "waiting"
  | "deferred"
  | "delivered"
  | "failed"
  | "bounced"
  | "cancelled"
  | "held"
  | "caught"
  /** A reply that leaves at its time, and can be taken back until then. */
  | "scheduled"
  | "taken-back"
  /** A reply that did not leave, since someone answered before its time. */
  | "withheld";

export interface DeliveryView {
  readonly status: DeliveryStatus;
  readonly attempts: readonly AttemptView[];
  readonly bounces: readonly BounceView[];
  readonly nextAt: number | null;
}
