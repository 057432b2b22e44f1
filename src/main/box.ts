/** The command line of the box's own programs. */
import { applianceCommands, consoleCommand } from "../app/cli/appliance.ts";
import { runCommandLine } from "../app/cli/line.ts";

void runCommandLine([consoleCommand, ...applianceCommands]);
