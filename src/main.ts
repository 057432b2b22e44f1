/** The command line: finds the subcommand and runs it. */
import { commands } from "./app/cli/index.ts";
import { runCommandLine } from "./app/cli/line.ts";

void runCommandLine(commands);
