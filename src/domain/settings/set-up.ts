import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAddress } from "../mail/index.ts";
import type { SettingsEvent } from "./events.ts";
import { decideMailbox, type MailboxFacts, type WantedMailbox } from "./mailbox.ts";

/** What an empty journal is set up with. */
export interface WantedSetUp {
  readonly hostname: string;
  /** The first mailbox. */
  readonly mailbox: WantedMailbox;
  /** The site's time zone, an IANA name; null or "" for none. */
  readonly zone: string | null;
}

/** Sets up an empty journal: the machine's name, the first mailbox, the time zone. */
export function decideSetUp(
  { hostname, mailbox, zone }: WantedSetUp,
  facts: MailboxFacts & { /** The host name; null until it is set up. */ readonly hostname: string | null },
): Result<readonly SettingsEvent[], Fault> {
  if (!isAddress(`postmaster@${hostname}`))
    return refuse(fault("hostname.invalid", { field: "hostname", params: { name: hostname } }));
  if (facts.hostname !== null) return refuse(fault("data.exists"));
  const first = decideMailbox(mailbox, facts);
  if (!first.ok) return first;
  return ok([
    { type: "SystemSetUp", hostname: hostname.toLowerCase(), zone: zone || null },
    { type: "MailboxSaved", mailbox: first.value },
  ]);
}
