import type { Fault } from "../../base/fault.ts";

/** Whether what is saved must be new, or must exist already. */
export type Expected = "new" | "known";

/**
 * What is wrong where something is saved as new that exists, or as known that does not.
 * @param expected absent where either will do
 * @param faults what to say where it exists, and where it does not
 * @returns one of these faults, or null where nothing is wrong
 */
export function unexpected(
  expected: Expected | undefined,
  there: boolean,
  faults: { readonly exists: Fault; readonly unknown: Fault },
): Fault | null {
  if (expected === "new" && there) return faults.exists;
  if (expected === "known" && !there) return faults.unknown;
  return null;
}
