import type { Bounce } from "../mail/types.ts";
import type { BounceResult } from "./types.ts";

/**
 * Which recipients of an answer a bounce says it did not reach, for good. An address that is none of them was rewritten
 * or forwarded to on its way; then it counts where there was one recipient only.
 * @param recipients whom the answer was sent to
 */
export function bouncedRecipients(bounce: Bounce, recipients: readonly string[]): readonly BounceResult[] {
  if (!bounce.permanent) return [];
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const named = recipients.flatMap((recipient) => {
    const one = bounce.recipients.find(({ address }) => same(address, recipient));
    return one ? [{ recipient, status: one.status, diagnostic: one.diagnostic }] : [];
  });
  const [only, ...others] = recipients;
  if (named.length > 0 || only === undefined || others.length > 0) return named;
  const first = bounce.recipients[0];
  return [{ recipient: only, status: first?.status ?? null, diagnostic: first?.diagnostic ?? null }];
}
