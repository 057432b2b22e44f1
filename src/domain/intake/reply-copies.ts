import type { MailId, MessageKey, Sha256 } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import type { Address } from "../mail/index.ts";
import { type LocalAddresses, mailboxFor } from "./mailbox.ts";
import { decideReception } from "./reception.ts";
import { replySource } from "./reply-copy.ts";

/** The facts about a reply that is about to leave. */
export interface LeavingReplyFacts {
  readonly message: MessageKey;
  /** Whether the program wrote it. */
  readonly automatic: boolean;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Its envelope's sender. */
  readonly sender: string;
  /** The composed mail, and its size in bytes. */
  readonly raw: Sha256;
  readonly size: number;
  /** The mailbox of the ticket that it is in now; null if it is in none. */
  readonly mailbox: string | null;
  /** New ids: as many as it has recipients. */
  readonly ids: readonly MailId[];
}

/** We wrote it, so no server sent it to us. */
const nobody = { ip: "", helo: "", tls: false } as const;

/**
 * A reply that is about to leave is received for every other mailbox of ours that it names (I-83). It does not depend on
 * how its delivery ends, and however often it comes back by mail, that is filed.
 * @param local the addresses of our mailboxes
 */
export function decideReplyCopies(reply: LeavingReplyFacts, local: LocalAddresses): readonly NewEvent[] {
  const { message, automatic, sender, raw, size, mailbox } = reply;
  if (automatic || mailbox === null) return [];
  const named = new Map<string, string>();
  for (const { address } of [...reply.to, ...reply.cc]) {
    const found = mailboxFor(address, local);
    if (found.ok && !named.has(found.value)) named.set(found.value, address);
  }
  named.delete(mailbox);
  const [fallback] = named.keys();
  const [first, ...others] = reply.ids;
  if (fallback === undefined || first === undefined) return [];
  const to = [...named.values()];
  const facts = {
    ids: [first, ...others] as const,
    ...{ from: sender, addressees: { recipients: to, header: { to, delivered: [] }, fallback } },
    ...{ size, sha256: raw, peer: nobody, source: replySource(message), before: null, movedFrom: null },
  };
  return decideReception(facts, local).events;
}
