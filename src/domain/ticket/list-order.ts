/** Orders of lists of tickets. */
import type { Priority } from "./types.ts";

/**
 * By last change, the newest or the oldest first; by when they were opened, likewise; by when they are due, the next one first
 * and those that are never due at the end; by priority, the most urgent first.
 */
export const listOrders = ["changed", "unchanged", "newest", "oldest", "due", "priority"] as const;
export type ListOrder = (typeof listOrders)[number];

/** The order of lists for which none was chosen. */
export const usualOrder: ListOrder = "changed";

/** Priorities, the most urgent first. */
export const byUrgency: readonly Priority[] = ["urgent", "high", "normal", "low"];
