import type { MailId, TicketNumber } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { type Address, normalAddress, ownAddresses, type ParsedMail } from "../mail/index.ts";
import type { Doubt } from "./trust.ts";

/**
 * Holds a mail.
 * @param candidate the ticket it may belong to
 * @param addressed from `addressedBy`
 */
export function heldEvent(
  mail: MailId,
  { reason, cause }: Pick<Doubt, "reason" | "cause">,
  from: Address | null,
  subject: string,
  candidate: TicketNumber | null,
  addressed: readonly string[] = [],
): NewEvent {
  const event = {
    type: "MailHeld",
    mail,
    reason,
    cause,
    candidate,
    from,
    subject,
    ...(candidate !== null && addressed.length > 0 ? { addressed } : {}),
  } as const;
  return { ticket: null, event };
}

/** The most people who are known because a held mail addressed them. */
const MOST_ADDRESSED = 100;

/** Whom a mail addressed in To and Cc, lower case, each once and without our own addresses (I-97). */
export function addressedBy(
  { to, cc }: Pick<ParsedMail, "to" | "cc">,
  own: readonly string[],
): readonly string[] {
  const isOwn = ownAddresses(own);
  const all = new Set([...to, ...cc].map(({ address }) => normalAddress(address)));
  return [...all].filter((one) => one !== "" && !isOwn(one)).slice(0, MOST_ADDRESSED);
}
