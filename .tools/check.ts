/** `make check`: types, format and lint, the import rule, what is unused, the house. All run; exit status 1 if one fails. */
import { runChecks } from "./checks.ts";
import { summary } from "./tally.ts";

process.exitCode = summary(runChecks());
