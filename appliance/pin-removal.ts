import { existsSync } from "node:fs";
import { join } from "node:path";
import { deed } from "../src/base/box-actions.ts";
import { recordAutomatic } from "./apply.ts";
import type { Box } from "./box.ts";

/** The credential (systemd.exec(5)) that removes the console's PIN at a start, whatever its value. */
const CREDENTIAL = "mailmanager.remove-console-pin";

/**
 * Removes a forgotten PIN if the settings of the virtual machine say so: they control the appliance anyway.
 * @param credentials the folder with the unit's credentials; undefined if it has none
 */
export function removePinIfAsked(box: Box, credentials: string | undefined): void {
  if (credentials === undefined || !existsSync(join(credentials, CREDENTIAL)) || !box.pin.isSet()) return;
  box.pin.remove();
  recordAutomatic(box, "pin.remove", deed("pin.remove.machine"));
}
