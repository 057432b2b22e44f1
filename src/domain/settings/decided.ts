import type { SettingsEvent } from "./events.ts";

/** What a decision about settings records, and what it gives its caller. */
export interface Decided<T> {
  readonly events: readonly SettingsEvent[];
  readonly value: T;
}
