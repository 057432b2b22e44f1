import type { MailId, TicketNumber } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import type { Address } from "../mail/types.ts";
import type { Doubt } from "./trust.ts";

/**
 * Holds a mail.
 * @param candidate the ticket it may belong to
 */
export function heldEvent(
  mail: MailId,
  { reason, cause }: Pick<Doubt, "reason" | "cause">,
  from: Address | null,
  subject: string,
  candidate: TicketNumber | null,
): NewEvent {
  const event = {
    type: "MailHeld",
    mail,
    reason,
    cause,
    candidate,
    from,
    subject,
  } as const;
  return { ticket: null, event };
}
