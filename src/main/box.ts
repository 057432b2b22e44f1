/** The command line of the appliance's programs. */
import { applianceCommands, consoleCommand } from "./commands/appliance.ts";
import { runCommandLine } from "./commands/line.ts";

void runCommandLine([consoleCommand, ...applianceCommands]);
