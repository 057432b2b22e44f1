import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { domainOf, normalAddress } from "../mail/index.ts";
import { withoutDetail } from "../ticket/index.ts";

/** Our addresses, prepared for looking up many recipients. */
export interface LocalAddresses {
  /** Addresses and aliases of enabled mailboxes, with the mailbox's own address. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Our domains, each with its first enabled mailbox; "" if none is enabled. */
  readonly domains: ReadonlyMap<string, string>;
}

interface MailboxAddresses {
  readonly address: string;
  readonly aliases: readonly string[];
  readonly enabled: boolean;
}

/** @param mailboxes all of ours, their addresses in lower case */
export function localAddresses(mailboxes: readonly MailboxAddresses[]): LocalAddresses {
  const addresses = new Map<string, string>();
  const domains = new Map<string, string>();
  for (const { address: own, aliases, enabled } of mailboxes) {
    for (const address of [own, ...aliases].map(normalAddress)) {
      const domain = domainOf(address);
      if (enabled) {
        addresses.set(address, own);
        if (!domains.get(domain)) domains.set(domain, own);
      } else if (!domains.has(domain)) domains.set(domain, "");
    }
  }
  return { addresses, domains };
}

/**
 * The mailbox that receives a recipient's mail (I-48 to I-50).
 * @returns its address, or the fault to refuse with: recipient.unknown in a domain of ours, recipient.relay elsewhere
 */
export function mailboxFor(recipient: string, { addresses, domains }: LocalAddresses): Result<string, Fault> {
  const address = normalAddress(recipient);
  const found = addresses.get(address) ?? addresses.get(withoutDetail(address));
  if (found !== undefined) return ok(found);
  // RFC 5321 section 4.5.1: mail for the postmaster, with or without a domain of ours, is always accepted.
  if (address === "postmaster") {
    const any = [...domains.values()].find((one) => one !== "");
    return any === undefined ? refuse(fault("recipient.unknown")) : ok(any);
  }
  const domain = domainOf(address);
  const first = domains.get(domain);
  if (first === undefined) return refuse(fault("recipient.relay"));
  if (first !== "" && address === `postmaster@${domain}`) return ok(first);
  return refuse(fault("recipient.unknown"));
}
