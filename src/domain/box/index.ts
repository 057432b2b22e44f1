/** The appliance around the program, if there is one: actions on it are part of the journal. */
export type { BoxActed, BoxEvent } from "./events.ts";
export { mailOnTrial, recipientOnTrial, testMailAddress } from "./trial.ts";
export { warned } from "./warning.ts";
