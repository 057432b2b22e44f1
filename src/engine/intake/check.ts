import type { Authentication, Checks, SpamVerdict, VirusVerdict } from "../../domain/mail/trust.ts";
import type { Envelope } from "../../domain/mail/types.ts";
import type { MailRow } from "../../record/view.ts";

/** Where a mail came from: the peer of the connection and what it said there. */
export interface Origin {
  readonly ip: string;
  readonly helo: string;
  readonly envelope: Envelope;
}

/**
 * Checks a mail's sender by SPF, DKIM, DMARC and ARC within a few seconds; what takes longer is "temperror".
 * @returns at once null for what is not checked (from this machine, or by a trusted relay that tells nothing); else
 *   a promise that never rejects
 */
export type Authenticate = (raw: Uint8Array, origin: Origin) => Promise<Authentication> | null;

/**
 * Has a mail looked through for spam and viruses. A scanner that fails or takes too long gives null, and is logged.
 * @returns at once null where no scanner is set; else a promise that never rejects
 */
export type Scan = (
  raw: Uint8Array,
  origin: Origin,
) => Promise<{ readonly spam: SpamVerdict | null; readonly virus: VirusVerdict | null }> | null;

/** How a scanner is: since when it does not answer, and what it said instead; null while it does. */
export interface ScannerHealth {
  readonly scanner: "spamassassin" | "rspamd" | "clamav";
  readonly problem: { readonly since: number; readonly text: string } | null;
}

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
