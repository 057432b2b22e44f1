/** The threads in which rulesets run on mail. See README.md. */
export { createRulesThreads } from "./threads.ts";
