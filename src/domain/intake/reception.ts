import type { MailId, Sha256 } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import type { NewEvent } from "../events.ts";
import { type AddresseeFacts, addresseesOf } from "./addressees.ts";
import type { LocalAddresses } from "./mailbox.ts";

/** The facts for receiving a mail. */
export interface ReceptionFacts {
  /** New ids, one for each mailbox that it may be for: as many as it has recipients, at least one. */
  readonly ids: readonly [MailId, ...MailId[]];
  /** The envelope's sender; "" for none. */
  readonly from: string;
  readonly addressees: AddresseeFacts;
  readonly size: number;
  readonly sha256: Sha256;
  readonly peer: { readonly ip: string; readonly helo: string; readonly tls: boolean };
  /** The place it was fetched from; null if it was sent to us. */
  readonly source: string | null;
  /** The mail that was received from that place before. */
  readonly before: MailId | null;
  /** Where it may have been moved from: places that begin with `from`, but not with `except`; null if it cannot have been. */
  readonly movedFrom: {
    readonly from: string;
    readonly except: string;
    /** The mail with the same bytes that was received from there; null if there is none. */
    readonly mail: MailId | null;
  } | null;
}

export interface Reception {
  readonly events: readonly NewEvent[];
  /** The mail that it is, if it was received before; null for a new one. */
  readonly before: MailId | null;
  /** The new mails, one for each of its mailboxes. */
  readonly mails: readonly MailId[];
  readonly dependsOn: readonly Dependency[];
}

/**
 * Receives a mail: a new one, or one that was received before, from there or from another place (I-51). A mail for several
 * mailboxes is received for each of them (I-77).
 */
export function decideReception(facts: ReceptionFacts, local: LocalAddresses): Reception {
  const { source, before, movedFrom, sha256 } = facts;
  if (before !== null) return { events: [], before, mails: [], dependsOn: [] };
  const dependsOn: readonly Dependency[] = [
    ...(source === null ? [] : [{ on: "source", source } as const]),
    ...(source === null || movedFrom === null ? [] : [{ on: "same-bytes", sha256, ...movedFrom } as const]),
  ];
  const moved = movedFrom?.mail ?? null;
  if (source !== null && moved !== null) {
    const event = { type: "MailFoundAgain", mail: moved, source } as const;
    return { events: [{ ticket: null, event }], before: moved, mails: [], dependsOn };
  }
  const { ids, from, size, peer } = facts;
  const { recipients, mailboxes } = addresseesOf(facts.addressees, local);
  const envelope = { from, to: recipients };
  const [first] = ids;
  const received = mailboxes.flatMap((mailbox, n) => {
    const mail = ids[n];
    return mail === undefined ? [] : [{ mail, mailbox }];
  });
  const events = received.map(({ mail, mailbox }) => ({
    ticket: null,
    event: {
      ...({ type: "MailReceived", mail, envelope, size, sha256, mailbox, peer } as const),
      ...(source === null ? {} : { source }),
      ...(first === mail ? {} : { first }),
    },
  }));
  return { events, before: null, mails: received.map(({ mail }) => mail), dependsOn };
}
