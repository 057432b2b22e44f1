import { existsSync } from "node:fs";
import { join } from "node:path";
import { doneAction } from "../src/base/box-actions.ts";
import { recordAutomatic } from "./apply.ts";
import type { Box } from "./box.ts";
import { wordsOf } from "./refusal.ts";

/** The credential (systemd.exec(5)) that removes the console's PIN at a start, whatever its value. */
const CREDENTIAL = "mailmanager.remove-console-pin";

/**
 * Removes a forgotten PIN if the settings of the virtual machine say so: they control the appliance anyway. A failure is
 * logged and goes no further: the settings are applied after this, without which the ports stay shut.
 * @param credentials the folder with the unit's credentials; undefined if it has none
 */
export function removePinIfAsked(box: Box, credentials: string | undefined): void {
  if (credentials === undefined || !existsSync(join(credentials, CREDENTIAL))) return;
  try {
    if (!box.pin.isSet()) return;
    box.pin.remove();
    recordAutomatic(box, "pin.remove", doneAction("pin.remove.machine"));
  } catch (cause) {
    box.log(`the console's PIN could not be removed: ${wordsOf(cause)}`);
  }
}
