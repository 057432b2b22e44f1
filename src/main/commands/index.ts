/** All commands, in the order in which help lists them. */
import { applianceCommands, consoleCommand } from "./appliance.ts";
import { backupCommands } from "./backup.ts";
import type { Command } from "./command.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { importMails } from "./import.ts";
import { journalTail, journalVerify } from "./journal.ts";
import { journalExport, journalImport } from "./journal-move.ts";
import { journalReplay } from "./journal-replay.ts";
import { rebuildModel } from "./rebuild.ts";
import { rulesCommands } from "./rules.ts";
import { serve } from "./serve.ts";
import { setup } from "./setup.ts";
import { tokenCreate } from "./token.ts";
import { userCreate, userDisable, userList, userResetPassword } from "./user.ts";
import { showVersion } from "./version.ts";

export const commands: readonly Command[] = [
  setup,
  serve,
  demo,
  tokenCreate,
  userList,
  userCreate,
  userResetPassword,
  userDisable,
  importMails,
  journalVerify,
  journalTail,
  journalExport,
  journalImport,
  journalReplay,
  rebuildModel,
  ...rulesCommands,
  ...backupCommands,
  doctor,
  consoleCommand,
  ...applianceCommands,
  showVersion,
];
