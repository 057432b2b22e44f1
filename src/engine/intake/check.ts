import type { Checks } from "../../domain/mail/trust.ts";
import type { MailRow } from "../../record/view.ts";
import type { Authenticate, Origin, Scan } from "../ports.ts";

/**
 * Checks a received mail's sender and has it scanned, side by side.
 * @returns at once null where there is nothing to check: the way of most mail within a site costs nothing
 */
export function check(
  parts: { readonly authenticate: Authenticate; readonly scan: Scan },
  raw: Uint8Array,
  mail: MailRow,
): Promise<Checks> | null {
  const origin: Origin = {
    ip: mail.ip,
    helo: mail.helo,
    envelope: { from: mail.sender, to: mail.recipients },
  };
  const authenticating = parts.authenticate(raw, origin);
  const scanning = parts.scan(raw, origin);
  if (authenticating === null && scanning === null) return null;
  return Promise.all([authenticating, scanning]).then(([authentication, scanned]) => ({
    authentication,
    spam: scanned?.spam ?? null,
    virus: scanned?.virus ?? null,
  }));
}
