import { readDeliveryStatus } from "./bounce-status.ts";
import type { MailHeaders } from "./headers.ts";
import type { Address, Bounce } from "./types.ts";

/** What a bounce can be told from. */
export interface BounceFacts {
  readonly headers: MailHeaders;
  readonly from: Address | null;
  readonly subject: string;
  /** The mail's text as people see it. */
  readonly text: string;
  /** Texts of its message/delivery-status parts (RFC 3464). */
  readonly deliveryStatus: readonly string[];
  /** Start of the mail that is returned in it: headers at least; null if there is none as a part of its own. */
  readonly returned: string | null;
}

/** Reads a report of failed delivery; null for any other mail, a report of success or of mere delay among them. */
export function bounceOf(facts: BounceFacts): Bounce | null {
  const status = readDeliveryStatus(facts.deliveryStatus);
  if (status === null) return null;
  return { ...status, originalMessageId: originalId(facts.returned) };
}

function originalId(returned: string | null): string | null {
  if (returned === null) return null;
  return /^Message-ID:\s*(<[^<>\s]{1,900}>)/im.exec(returned)?.[1] ?? null;
}
