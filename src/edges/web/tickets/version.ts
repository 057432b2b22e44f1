import { field } from "../server/form.ts";
import type { Ctx } from "../web.ts";

/** The version of the ticket that a form was made for; undefined if it does not say. */
export function versionIn(c: Ctx): number | undefined {
  const version = field(c.get("form"), "version");
  return /^\d{1,15}$/.test(version) ? Number(version) : undefined;
}
