import type { Action } from "../../../appliance/protocol.ts";
import type { MessageKey, Sha256, UserName } from "../../base/ids.ts";
import type { Address } from "../mail/types.ts";

/** Something was done to the box around the program, by whomever: taken over from the box's own list of actions. */
export type BoxActed = {
  readonly type: "BoxActed";
  readonly action: Action;
};

/** An administrator is to be warned of what the box did by itself; the WarningQueued of the same message settles it. */
export type WarningDue = {
  readonly type: "WarningDue";
  readonly message: MessageKey;
  readonly user: UserName;
  readonly to: Address;
  /** The action that it warns of: the name of the box's log and the number there. */
  readonly log: string;
  readonly action: number;
};

/** The mail that warns an administrator, composed. */
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

export type BoxEvent = BoxActed | WarningDue | WarningQueued;
