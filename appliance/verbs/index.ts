import type { Handlers } from "../handler.ts";
import { actions } from "./actions.ts";
import { setupCode } from "./setup-code.ts";
import { status } from "./status.ts";

/** Every verb and how it is done. */
export const handlers: Handlers = {
  status,
  actions,
  "setup.code": setupCode,
};
