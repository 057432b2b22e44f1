/** The command line: finds the subcommand and runs it. */
import { commands } from "./main/commands/index.ts";
import { runCommandLine } from "./main/commands/line.ts";

void runCommandLine(commands);
