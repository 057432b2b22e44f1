import type { Action } from "../../../appliance/protocol.ts";
import type { MessageKey, Sha256, UserName } from "../../base/ids.ts";

/** Something was done to the box around the program, by whomever: taken over from the box's own list of actions. */
export type BoxActed = {
  readonly type: "BoxActed";
  readonly action: Action;
};

/** A mail that tells an administrator what the box did by itself; recorded with the action that it tells of. */
export type WarningQueued = {
  readonly type: "WarningQueued";
  readonly message: MessageKey;
  readonly user: UserName;
  readonly messageId: string;
  readonly subject: string;
  /** The composed mail, byte for byte as it goes out. */
  readonly raw: Sha256;
  /** Envelope sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
};

export type BoxEvent = BoxActed | WarningQueued;
