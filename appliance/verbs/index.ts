import type { Handlers } from "../handler.ts";
import { updateInstall, updateLook, updateRollback } from "../update/index.ts";
import { actions } from "./actions.ts";
import { restoreBackup, saveBackup } from "./backup.ts";
import { resetCertificate } from "./certificate-reset.ts";
import { diagnose } from "./diagnose.ts";
import { logs } from "./logs.ts";
import {
  adjustClock,
  factoryReset,
  powerOff,
  restart,
  restartProgram,
  setAuthorities,
  setClock,
  setHostname,
} from "./machine.ts";
import { fetchFile, listMedia } from "./media.ts";
import { confirmNetwork, revertNetwork, setNetwork } from "./network.ts";
import { testNetwork } from "./network-test.ts";
import { resetPassword } from "./password-reset.ts";
import { pinState, removePin, setPin, unlockPin } from "./pin.ts";
import { programStatus } from "./program-status.ts";
import { setupCode } from "./setup-code.ts";
import { status } from "./status.ts";
import { saveBundle, supportBundle } from "./support-bundle.ts";

/** The handlers of all verbs. */
export const handlers: Handlers = {
  status,
  actions,
  "program.status": programStatus,
  "certificate.reset": resetCertificate,
  "update.look": updateLook,
  "update.install": updateInstall,
  "update.rollback": updateRollback,
  "network.test": testNetwork,
  "network.set": setNetwork,
  "network.confirm": confirmNetwork,
  "network.revert": revertNetwork,
  "hostname.set": setHostname,
  "clock.set": setClock,
  "clock.adjust": adjustClock,
  "authorities.set": setAuthorities,
  "program.restart": restartProgram,
  restart,
  "power.off": powerOff,
  "factory.reset": factoryReset,
  diagnose,
  logs,
  media: listMedia,
  "media.fetch": fetchFile,
  "support.bundle": supportBundle,
  "support.save": saveBundle,
  "backup.save": saveBackup,
  "backup.restore": restoreBackup,
  "setup.code": setupCode,
  "password.reset": resetPassword,
  "pin.state": pinState,
  "pin.unlock": unlockPin,
  "pin.set": setPin,
  "pin.remove": removePin,
};
