/**
 * The command line of backups alone. The running program starts it as a process of its own, since this work would block
 * everything else.
 */
import { backupCommands } from "./commands/backup.ts";
import { runCommandLine } from "./commands/line.ts";

void runCommandLine(backupCommands);
