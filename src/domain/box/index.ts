/** The box around the program, where there is one: what was done to it is part of the journal. */
export type { BoxActed, BoxEvent } from "./events.ts";
export { isWorthWarning } from "./warning.ts";
