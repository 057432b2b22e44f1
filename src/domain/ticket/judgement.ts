/** What an agent says about a received message: that it is genuine, or forged. */
import { type Fault, fault } from "../../base/fault.ts";
import type { MessageKey } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Address, normalAddress } from "../mail/index.ts";
import { isOfMachine } from "./people.ts";
import { isPersons, withoutAddresses } from "./recipients.ts";
import type { Judgement, Ticket, TicketEvent } from "./types.ts";

/** A message that someone judges. */
export interface JudgedFacts {
  /** The event that added it to the ticket. */
  readonly event: TicketEvent;
  /** What was said before; null for nothing. */
  readonly before: Judgement | null;
  /** Addresses of our mailboxes, from `addressesOf`. */
  readonly own: readonly string[];
}

/** The most people who become participants at once. */
const MOST_PEOPLE = 50;

/**
 * Someone says of a received message that it is genuine or forged (I-101). Its author, and whom it addresses, take part as of any
 * participant's mail once it is genuine.
 * @returns nothing if the same was said before; or the fault message.not-received
 */
export function judge(
  { participants }: Pick<Ticket, "participants">,
  message: MessageKey,
  verdict: Judgement,
  { event, before, own }: JudgedFacts,
): Result<readonly TicketEvent[], Fault> {
  if (event.type !== "MessageReceived" || event.sent) return refuse(fault("message.not-received"));
  if (before === verdict) return ok([]);
  const judged = { type: "MessageJudged", message, verdict } as const;
  if (verdict === "forged" || isOfMachine(event.automatic)) return ok([judged]);
  const passedOn = new Set((event.groups ?? []).map(normalAddress));
  const isPerson = isPersons(own);
  const named = [event.from, ...event.replyTo, ...event.to, ...event.cc]
    .map(({ name, address }): Address => ({ name, address: normalAddress(address) }))
    .filter((one) => isPerson(one) && !passedOn.has(one.address));
  const people = withoutAddresses(participants, named).slice(0, MOST_PEOPLE);
  return ok([judged, ...people.map((participant) => ({ type: "ParticipantAdded", participant }) as const)]);
}
