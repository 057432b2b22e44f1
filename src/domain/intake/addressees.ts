import type { FetchedEnvelope } from "../mail/index.ts";
import { type LocalAddresses, mailboxFor } from "./mailbox.ts";

/** What says which of our mailboxes a mail is for. */
export interface AddresseeFacts {
  /** The envelope's recipients; null for fetched mail, which has no envelope. */
  readonly recipients: readonly string[] | null;
  /** The addresses in the header; null for a mail with one recipient, where they change nothing. */
  readonly header: Pick<FetchedEnvelope, "to" | "delivered"> | null;
  /** The mailbox of a mail that none of them leads to: the one that accepted it, or that it was fetched for. */
  readonly fallback: string;
}

export interface Addressees {
  /** The envelope's recipients; of fetched mail, those of its addresses that are ours. */
  readonly recipients: readonly string[];
  /** Each once, the one that it is decided for first at the beginning. */
  readonly mailboxes: readonly [string, ...string[]];
}

/**
 * Our mailboxes that a mail is for (I-77): those of its recipients, in the order in which To and Cc name them, whatever the
 * order of the envelope.
 */
export function addresseesOf(facts: AddresseeFacts, local: LocalAddresses): Addressees {
  const { header, fallback } = facts;
  const recipients = facts.recipients ?? fetchedFor(header, local) ?? [fallback];
  const all = new Set(mailboxesOf(recipients, local));
  const named = mailboxesOf(header?.to ?? [], local).filter((one) => all.has(one));
  const [first = fallback, ...others] = new Set([...named, ...[...all].sort()]);
  return { recipients, mailboxes: [first, ...others] };
}

/** Addresses of ours that servers on a mail's way named, or else that To and Cc name; null if there are none. */
function fetchedFor(header: AddresseeFacts["header"], local: LocalAddresses): readonly string[] | null {
  const ours = (addresses: readonly string[]) => addresses.filter((one) => mailboxFor(one, local).ok);
  const delivered = ours(header?.delivered ?? []);
  const found = delivered.length > 0 ? delivered : ours(header?.to ?? []);
  return found.length > 0 ? found : null;
}

const mailboxesOf = (addresses: readonly string[], local: LocalAddresses): readonly string[] =>
  addresses.flatMap((address) => {
    const found = mailboxFor(address, local);
    return found.ok ? [found.value] : [];
  });
