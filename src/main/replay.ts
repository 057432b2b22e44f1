/** The command that tries a ruleset on past mail, alone: the running program starts it as a process of its own. */
import { runCommandLine } from "./commands/line.ts";
import { rulesReplay } from "./commands/rules-replay.ts";

void runCommandLine([rulesReplay]);
