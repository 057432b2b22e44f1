/** What pages show about the delivery of a mail. */
import type { BounceResult, DeliveryResult } from "../../../domain/ticket/index.ts";

export interface AttemptView {
  readonly attempt: number;
  readonly time: number;
  readonly server: string | null;
  readonly results: readonly DeliveryResult[];
}

/** A delivery that bounced. */

export interface BounceView {
  readonly time: number;
  /** The id of the bounce. */
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
  /** A reply that has not left, and can be taken back. */
  | "scheduled"
  | "taken-back"
  /** A reply that was withheld, since someone replied first. */
  | "withheld";

export interface DeliveryView {
  readonly status: DeliveryStatus;
  readonly attempts: readonly AttemptView[];
  readonly bounces: readonly BounceView[];
  readonly nextAt: number | null;
}
