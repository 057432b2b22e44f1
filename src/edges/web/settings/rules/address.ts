import { DEFAULT } from "../../../../domain/ruleset/index.ts";

/** The address of a page about a ruleset. @param more of its query */
export function rulesAddress(
  path: string,
  ruleset: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ ...(ruleset === DEFAULT ? {} : { ruleset }), ...more }).toString();
  return `/settings/rules${path}${query === "" ? "" : `?${query}`}`;
}
