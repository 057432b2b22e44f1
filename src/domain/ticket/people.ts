/** The people of a ticket: its participants, and newcomers, who wrote to it or were addressed without taking part. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import {
  type Address,
  type Automatic,
  isForged,
  isMachine,
  isRecipient,
  normalAddress,
  ownAddresses,
  withoutDetail,
} from "../mail/index.ts";
import { isPersons } from "./recipients.ts";
import type { Judgement, Ticket, TicketEvent } from "./types.ts";

type People = Pick<Ticket, "participants" | "newcomers">;
type OfMailbox = People & Pick<Ticket, "mailbox">;
type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** The most people who are known because newcomers addressed them; who wrote is always known. */
const MOST_ADDRESSED = 1000;

/** Nobody takes part in a conversation because a machine wrote there. */
export const isOfMachine = (automatic: Automatic): boolean =>
  automatic === "bounce" || automatic === "auto-reply";

/**
 * The people after a person's mail. Of a participant's, its author and recipients take part; of a newcomer's, nobody does:
 * who knows no more than a Message-ID must not bring anyone in (I-93).
 */
export function withMail(ticket: OfMailbox, event: Received): People {
  const { newcomer, from, replyTo, groups = [] } = event;
  const passedOn = new Set(groups.map(normalAddress));
  const isOther = ({ address }: Address) => !passedOn.has(normalAddress(address));
  const addressed = [...event.to, ...event.cc].filter(isOther);
  if (!newcomer) return withParticipants(ticket, [...[from, ...replyTo].filter(isOther), ...addressed]);
  // The sender of a report: nobody is known for it.
  if (isMachine(from.address)) return { participants: ticket.participants, newcomers: ticket.newcomers };
  const written = withNewcomers(ticket, [from]);
  const room = Math.max(0, MOST_ADDRESSED - written.newcomers.length);
  return withNewcomers({ ...ticket, ...written }, addressed.slice(0, room));
}

/** The people after some more take part: each once, with the last name seen, and without the ticket's own mailbox. */
export function withParticipants(ticket: OfMailbox, more: readonly Address[]): People {
  const participants = merged(ticket, ticket.participants, more);
  if (participants === ticket.participants || ticket.newcomers.length === 0)
    return { participants, newcomers: ticket.newcomers };
  const now = new Set(participants.map(({ address }) => address));
  return { participants, newcomers: ticket.newcomers.filter(({ address }) => !now.has(address)) };
}

/** The people after some more are known without taking part. */
export function withNewcomers(ticket: OfMailbox, more: readonly Address[]): People {
  const { participants } = ticket;
  const known = new Set(participants.map(({ address }) => address));
  const others = more.filter(({ address }) => !known.has(normalAddress(address)));
  return { participants, newcomers: merged(ticket, ticket.newcomers, others) };
}

/** The people after someone stopped taking part. */
export function without(ticket: OfMailbox, address: string): People {
  const plain = normalAddress(address);
  const gone = ticket.participants.filter((one) => one.address === plain);
  const participants = ticket.participants.filter((one) => one.address !== plain);
  return withNewcomers({ ...ticket, participants }, gone);
}

/** Whether the author of a received message is new in the conversation, and receives nothing of it (I-93). */
export function isByNewcomer(
  { participants, newcomers }: People,
  { newcomer, from, sent, automatic }: Pick<Received, "newcomer" | "from" | "sent" | "automatic">,
): boolean {
  if (sent || isOfMachine(automatic)) return false;
  const plain = normalAddress(from.address);
  const is = (one: Address) => one.address === plain;
  return (newcomer === true || newcomers.some(is)) && !participants.some(is);
}

/**
 * Whether a reply neither answers nor quotes a received message (I-95): a newcomer's, and one that is forged in the name of a
 * participant, unless an agent added it, or said that it is genuine; and what an agent marked as forged (I-101).
 */
export function isKeptFromReplies(
  people: People,
  event: Pick<Received, "newcomer" | "named" | "from" | "sent" | "automatic" | "authentication" | "evidence">,
  judged: Judgement | null,
): boolean {
  if (judged === "forged" || isByNewcomer(people, event)) return true;
  return (
    judged === null &&
    event.newcomer === true &&
    event.evidence?.by !== "agent" &&
    (event.named === true || isForged(event.authentication))
  );
}

/**
 * Whether a reply may quote a received message (I-122): not what another participant wrote to others than its recipients.
 * @param recipients of the reply, To and Cc
 */
export function mayBeQuotedTo(
  recipients: readonly Address[],
  { participants, requester }: Pick<Ticket, "participants" | "requester">,
  { from, replyTo, to, cc }: Pick<Received, "from" | "replyTo" | "to" | "cc">,
): boolean {
  const reached = new Set(recipients.map(({ address }) => normalAddress(address)));
  if ([from, ...replyTo, ...to, ...cc].some(({ address }) => reached.has(normalAddress(address))))
    return true;
  const author = normalAddress(from.address);
  return (
    author === normalAddress(requester.address) || !participants.some(({ address }) => address === author)
  );
}

/**
 * Whether the author of a message can be made a participant: a person who is new in the conversation. Our own addresses and
 * machines, such as the sender of a report, never are one (I-58).
 * @param own addresses of our mailboxes, from `addressesOf`
 */
export function isNewHere(
  own: readonly string[],
): (people: People, event: Pick<Received, "newcomer" | "from" | "sent" | "automatic">) => boolean {
  const isPerson = isPersons(own);
  return (people, event) => isByNewcomer(people, event) && isPerson(event.from);
}

/** The participants as people are shown them: the requester, and the persons among the others (I-58). */
export function shownParticipants(
  { requester, participants }: Pick<Ticket, "requester" | "participants">,
  own: readonly string[],
): readonly Address[] {
  const isPerson = isPersons(own);
  const plain = normalAddress(requester.address);
  return participants.filter((one) => one.address === plain || isPerson(one));
}

/**
 * Someone is made a participant (I-94); nothing happens if they are one.
 * @param own addresses of our mailboxes, from `addressesOf`
 */
export function addParticipant(
  { participants, newcomers }: People,
  { name, address }: Address,
  own: readonly string[],
): Result<readonly TicketEvent[], Fault> {
  const plain = normalAddress(address);
  if (!isRecipient(plain)) return refuse(fault("reply.address", { field: "address", params: { address } }));
  if (ownAddresses(own)(plain))
    return refuse(fault("participant.own", { field: "address", params: { address } }));
  if (participants.some((one) => one.address === plain)) return ok([]);
  const known = name || (newcomers.find((one) => one.address === plain)?.name ?? "");
  return ok([{ type: "ParticipantAdded", participant: { name: known, address: plain } }]);
}

/** Someone stops being a participant (I-94): not the requester. */
export function removeParticipant(
  { participants, requester }: Pick<Ticket, "participants" | "requester">,
  address: string,
): Result<readonly TicketEvent[], Fault> {
  const plain = normalAddress(address);
  if (plain === normalAddress(requester.address))
    return refuse(fault("participant.requester", { field: "address" }));
  if (!participants.some((one) => one.address === plain)) return refuse(fault("participant.unknown"));
  return ok([{ type: "ParticipantRemoved", address: plain }]);
}

/** Addresses with more, each once in lower case, with the last name seen; the same list if nothing is new. */
function merged(
  { mailbox }: Pick<Ticket, "mailbox">,
  before: readonly Address[],
  more: readonly Address[],
): readonly Address[] {
  const known = new Map(before.map((one) => [one.address, one]));
  const own = normalAddress(mailbox);
  let changed = false;
  for (const { name, address } of more) {
    const plain = normalAddress(address);
    if (plain === "" || withoutDetail(plain) === own) continue;
    const last = known.get(plain);
    if (last && (name === "" || last.name === name)) continue;
    known.set(plain, { name, address: plain });
    changed = true;
  }
  return changed ? [...known.values()] : before;
}
