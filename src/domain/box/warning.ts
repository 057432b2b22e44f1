import type { Action } from "../../../appliance/protocol.ts";
import type { UserName } from "../../base/ids.ts";
import { type Address, addressesOf, ownAddresses } from "../mail/index.ts";
import type { Role } from "../people/index.ts";

/** Milliseconds after which a warning is no longer useful: a list of actions may be copied late. */
const NEWS = 7 * 24 * 3_600_000;

/** What decides who is warned. */
export interface WarningFacts {
  readonly mailboxes: readonly {
    readonly address: string;
    readonly aliases: readonly string[];
    readonly enabled: boolean;
  }[];
  readonly people: readonly {
    readonly name: UserName;
    readonly fullName: string;
    readonly email: string | null;
    readonly role: Role;
    readonly disabled: boolean;
  }[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Who gets a mail about an action of the appliance: the administrators, if an update was rolled back and this is
 * recent. Nobody if there is no mailbox to send it from; nobody at one of our own addresses.
 */
export function warned(
  action: Action,
  { mailboxes, people, now }: WarningFacts,
): readonly { readonly user: UserName; readonly to: Address }[] {
  if (!isWorthWarning(action, now) || !mailboxes.some(({ enabled }) => enabled)) return [];
  const isOwn = ownAddresses(addressesOf(mailboxes));
  return people.flatMap(({ name, fullName, email, role, disabled }) =>
    role === "admin" && !disabled && email && !isOwn(email)
      ? [{ user: name, to: { name: fullName, address: email } }]
      : [],
  );
}

function isWorthWarning({ verb, caller, outcome, at }: Action, now: number): boolean {
  const fellBack = verb === "update.outcome" && caller === "box" && outcome === "failed";
  return fellBack && now - Date.parse(at) <= NEWS;
}
