import { nobody } from "../../../domain/policy/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import type { Ctx, Site } from "../web.ts";

/** The queries for the reader of a page. */
export const readOf = (site: Site, c: Ctx): Read =>
  site.reading.for((c.get("session") ?? null)?.caller ?? nobody);
