import type { Action } from "../../../appliance/protocol.ts";

/** Something was done to the box around the program, by whomever: taken over from the box's own list of actions. */
export type BoxActed = {
  readonly type: "BoxActed";
  readonly action: Action;
};

export type BoxEvent = BoxActed;
