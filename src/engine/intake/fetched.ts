import { fetchedEnvelope } from "../../domain/mail/fetched.ts";
import type { Incoming, Reception } from "../ports.ts";

/** Nobody handed it to us, so nothing is known of who did. */
const nobody = { ip: "", helo: "", tls: false } as const;

/**
 * A fetched mail as it is to be received: its envelope read from its header, its mailbox the first of ours that it
 * was delivered or written to.
 * @param mailbox for mail that names none of ours
 */
export function fetched(
  raw: Uint8Array,
  reception: Reception,
  mailbox: string,
): Pick<Incoming, "envelope" | "mailbox" | "raw" | "peer"> {
  const { from, to } = fetchedEnvelope(raw);
  const ours = to.flatMap((address) => {
    const found = reception.recipient(address);
    return found.ok ? [{ address, mailbox: found.value }] : [];
  });
  const envelope = { from, to: ours.length === 0 ? [mailbox] : ours.map(({ address }) => address) };
  return { envelope, mailbox: ours[0]?.mailbox ?? mailbox, raw, peer: nobody };
}
