import type { Fault } from "../../base/fault.ts";

/** Whether what is saved must be new, or must exist already. */
export type Expected = "new" | "known";

/**
 * The fault if something saved as new exists already, or something saved as existing does not.
 * @param expected absent if either is fine
 * @param faults for something that exists, and for something that does not
 * @returns one of these faults, or null
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
