/** The command line of the box's own programs. */
import { applianceCommands, consoleCommand } from "./commands/appliance.ts";
import { runCommandLine } from "./commands/line.ts";

void runCommandLine([consoleCommand, ...applianceCommands]);
