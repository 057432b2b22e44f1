import { wholeNumber } from "../../../base/numbers.ts";
import { field } from "../server/form.ts";
import type { Ctx } from "../web.ts";

/** The version of the ticket that a form was made for; undefined if it does not say. */
export function versionIn(c: Ctx): number | undefined {
  return wholeNumber(field(c.get("form"), "version")) ?? undefined;
}
