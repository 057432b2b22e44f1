import { type Bounce, normalAddress } from "../mail/index.ts";
import type { BounceResult } from "./types.ts";

/**
 * The recipients of a reply that a bounce reports as permanently failed. An address that is none of them was rewritten or
 * forwarded on its way; then it counts if there was only one recipient.
 * @param recipients whom the reply was sent to
 */
export function bouncedRecipients(bounce: Bounce, recipients: readonly string[]): readonly BounceResult[] {
  if (!bounce.permanent) return [];
  const same = (a: string, b: string) => normalAddress(a) === normalAddress(b);
  const named = recipients.flatMap((recipient) => {
    const one = bounce.recipients.find(({ address }) => same(address, recipient));
    return one ? [{ recipient, status: one.status, diagnostic: one.diagnostic }] : [];
  });
  const [only, ...others] = recipients;
  if (named.length > 0 || only === undefined || others.length > 0) return named;
  const first = bounce.recipients[0];
  return [{ recipient: only, status: first?.status ?? null, diagnostic: first?.diagnostic ?? null }];
}
