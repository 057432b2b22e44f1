import type { Recorded } from "../../domain/events.ts";

/** Takes events in order, within a transaction that is open, and brings the model to after them. */
export type Projection = (events: readonly Recorded[]) => void;
