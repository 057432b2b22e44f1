import type { MailId, Sha256 } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import type { NewEvent } from "../events.ts";
import type { Envelope } from "../mail/types.ts";

/** The facts for receiving a mail. */
export interface ReceptionFacts {
  /** Our mailboxes that it is for, each with the id of the mail there; one or more. */
  readonly places: readonly { readonly id: MailId; readonly mailbox: string }[];
  readonly envelope: Envelope;
  readonly size: number;
  readonly sha256: Sha256;
  readonly peer: { readonly ip: string; readonly helo: string; readonly tls: boolean };
  /** The place it was fetched from; null if it was sent to us. */
  readonly source: string | null;
  /** The mail that was received from that place before. */
  readonly before: MailId | null;
  /** The mail with the same bytes that was received from the place this one was moved from. */
  readonly moved: MailId | null;
}

export interface Reception {
  readonly events: readonly NewEvent[];
  /** The mail that it is, if it was received before; null for a new one. */
  readonly before: MailId | null;
  readonly dependsOn: readonly Dependency[];
}

/**
 * Receives a mail: a new one, or one that was received before, from there or from another place (I-51). A mail for several
 * mailboxes is received for each of them (I-77).
 */
export function decideReception(facts: ReceptionFacts): Reception {
  const { source, before, moved } = facts;
  if (before !== null) return { events: [], before, dependsOn: [] };
  const dependsOn: readonly Dependency[] = source === null ? [] : [{ on: "source", source }];
  if (source !== null && moved !== null) {
    const event = { type: "MailFoundAgain", mail: moved, source } as const;
    return { events: [{ ticket: null, event }], before: moved, dependsOn };
  }
  const { envelope, size, sha256, peer, places } = facts;
  const first = places[0]?.id;
  const events = places.map(({ id, mailbox }) => ({
    ticket: null,
    event: {
      ...({ type: "MailReceived", mail: id, envelope, size, sha256, mailbox, peer } as const),
      ...(source === null ? {} : { source }),
      ...(first === undefined || first === id ? {} : { first }),
    },
  }));
  return { events, before: null, dependsOn };
}
