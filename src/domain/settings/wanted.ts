import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";

/**
 * What a setting is to be; or a pure function that gives it from what is stored, null if nothing is. Neither has the stored
 * secrets: the commit adds those that stay. The function runs within the commit, and again if settings have moved.
 */
export type Wanted<W, Shown> = W | Change<W, Shown>;
type Change<W, Shown> = (before: Shown | null) => Result<W, Fault>;

/** The same for one of several settings that have names. */
export type WantedNamed<W extends { readonly name: string }, Shown> =
  | W
  | { readonly name: string; readonly change: Change<W, Shown> };

/** The setting as it is to be. */
export function wantedFrom<W extends object, Shown>(
  wanted: Wanted<W, Shown> | { readonly change: Change<W, Shown> },
  before: Shown | null,
): Result<W, Fault> {
  if (typeof wanted === "function") return wanted(before);
  return "change" in wanted ? wanted.change(before) : ok(wanted);
}
