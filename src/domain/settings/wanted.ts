import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";

/**
 * What a setting shall be; or a pure function that gives it from what is stored, null if nothing is. The function runs
 * within the commit, and again if settings have moved: so a stored secret that stays is the one stored then.
 */
export type Wanted<T> = T | Change<T>;
type Change<T> = (before: T | null) => Result<T, Fault>;

/** The same for one of several settings that have names. */
export type WantedNamed<T extends { readonly name: string }> =
  | T
  | { readonly name: string; readonly change: Change<T> };

/** The setting as it shall be. */
export function wantedFrom<T extends object>(
  wanted: Wanted<T> | { readonly change: Change<T> },
  before: T | null,
): Result<T, Fault> {
  if (typeof wanted === "function") return wanted(before);
  return "change" in wanted ? wanted.change(before) : ok(wanted);
}
