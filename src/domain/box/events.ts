import type { Action } from "../../../appliance/protocol.ts";
import type { MessageKey, Sha256, UserName } from "../../base/ids.ts";
import type { Address } from "../mail/index.ts";

/** An action on the appliance, by anyone: copied from the appliance's own list of actions. */
export type BoxActed = {
  readonly type: "BoxActed";
  readonly action: Action;
};

/** An administrator is to be warned of something that the appliance did automatically; settled by the WarningQueued of the same message. */
export type WarningDue = {
  readonly type: "WarningDue";
  readonly message: MessageKey;
  readonly user: UserName;
  readonly to: Address;
  /** The action that it warns of: the name of the appliance's log and the number in it. */
  readonly log: string;
  readonly action: number;
};

/** The composed mail that warns an administrator. */
export type WarningQueued = {
  readonly type: "WarningQueued";
  readonly message: MessageKey;
  readonly user: UserName;
  readonly messageId: string;
  readonly subject: string;
  /** The composed mail, byte for byte as it is sent. */
  readonly raw: Sha256;
  /** Envelope sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
};

export type BoxEvent = BoxActed | WarningDue | WarningQueued;
