import { join } from "node:path";
import { ok } from "../../src/base/result.ts";
import { textIfAny } from "../files.ts";
import type { Handler } from "../handler.ts";

/** The program stores the setup code in this file of its data folder, and removes it once it is set up. */
const CODE = "setup-code";

export const setupCode: Handler<"setup.code"> = {
  run: async ({ places }) => ok({ code: textIfAny(join(places.data, CODE))?.trim() || null }),
};
