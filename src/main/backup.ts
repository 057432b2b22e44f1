/**
 * The command line of backups alone: what the running program starts beside itself for this work, which would keep it from
 * everything else.
 */
import { backupCommands } from "./commands/backup.ts";
import { runCommandLine } from "./commands/line.ts";

void runCommandLine(backupCommands);
