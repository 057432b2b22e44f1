import type { Handlers } from "../handler.ts";
import { updateInstall, updateLook, updateRollback } from "../update/index.ts";
import { actions } from "./actions.ts";
import { setupCode } from "./setup-code.ts";
import { status } from "./status.ts";

/** Every verb and how it is done. */
export const handlers: Handlers = {
  status,
  actions,
  "update.look": updateLook,
  "update.install": updateInstall,
  "update.rollback": updateRollback,
  "setup.code": setupCode,
};
