/** Who leaves a ticket when messages leave it: people for whom nothing there accounts any more. */
import type { MessageKey } from "../../base/ids.ts";
import type { Recorded } from "../events.ts";
import { normalAddress } from "../mail/index.ts";
import { isOfMachine } from "./people.ts";
import type { Leaving, Ticket } from "./types.ts";

type People = Pick<Ticket, "participants" | "newcomers">;

/** The author and the recipients of a message, in lower case. */
export interface MessagePeople {
  readonly message: MessageKey;
  /** Whether it makes nobody a participant. */
  readonly newcomer: boolean;
  readonly addresses: readonly string[];
}

/** People for whom a ticket's messages, its requester or a person's decision account, in lower case. */
export interface Accounts {
  /** They take part. */
  readonly participants: ReadonlySet<string>;
  /** They are known. */
  readonly newcomers: ReadonlySet<string>;
}

/** The people of a message; null if it makes nobody known: a note, what a machine wrote, and all other events. */
export function peopleOfMessage(event: Recorded["event"]): MessagePeople | null {
  if (event.type === "MessageReceived") {
    if (isOfMachine(event.automatic)) return null;
    const { message, from, replyTo, to, cc, newcomer = false, groups = [] } = event;
    const named = [from, ...replyTo, ...to, ...cc].map(({ address }) => normalAddress(address));
    const passedOn = new Set(groups.map(normalAddress));
    return { message, newcomer, addresses: named.filter((address) => !passedOn.has(address)) };
  }
  if (event.type !== "ReplyWritten" || event.automatic) return null;
  const { message, to, cc } = event;
  return { message, newcomer: false, addresses: [...to, ...cc].map(({ address }) => normalAddress(address)) };
}

/**
 * Who leaves a ticket.
 * @param candidates those who may have come with the messages that leave, in lower case
 * @param accounts for what is left
 * @returns null for nobody
 */
export function leavingOf(
  { participants, newcomers }: People,
  candidates: ReadonlySet<string>,
  accounts: Accounts,
): Leaving | null {
  const unaccounted = ({ address }: { readonly address: string }) =>
    candidates.has(address) && !accounts.participants.has(address);
  const isKnown = ({ address }: { readonly address: string }) => accounts.newcomers.has(address);
  const taking = participants.filter(unaccounted);
  const gone = [...taking, ...newcomers.filter(unaccounted)].filter((one) => !isKnown(one));
  const known = taking.filter(isKnown);
  if (gone.length + known.length === 0) return null;
  return { gone: gone.map(({ address }) => address), newcomers: known.map(({ address }) => address) };
}

/** The people after some left. */
export function withoutLeaving({ participants, newcomers }: People, leaving: Leaving): People {
  const gone = new Set(leaving.gone.map(normalAddress));
  const known = new Set(leaving.newcomers.map(normalAddress));
  return {
    participants: participants.filter(({ address }) => !gone.has(address) && !known.has(address)),
    newcomers: [
      ...newcomers.filter(({ address }) => !gone.has(address)),
      ...participants.filter(({ address }) => known.has(address)),
    ],
  };
}
