import type { StoredFault } from "../../base/fault.ts";
import type { Authentication, Checks, Envelope, SpamVerdict, VirusVerdict } from "../../domain/mail/index.ts";
import type { MailRow } from "../../record/view.ts";

/** Where a mail came from: the connection's peer and what it said. */
export interface Origin {
  readonly ip: string;
  readonly helo: string;
  readonly envelope: Envelope;
}

/**
 * Checks a mail's sender by SPF, DKIM, DMARC and ARC within a few seconds; what takes longer is "temperror".
 * @returns null immediately if it is not checked (from this machine, or a trusted relay without results); else
 *   a promise that never rejects
 */
export type Authenticate = (raw: Uint8Array, origin: Origin) => Promise<Authentication> | null;

/**
 * Scans a mail for spam and viruses. A scanner that fails or takes too long gives null, which is logged.
 * @returns null immediately if no scanner is set; else a promise that never rejects
 */
export type Scan = (
  raw: Uint8Array,
  origin: Origin,
) => Promise<{ readonly spam: SpamVerdict | null; readonly virus: VirusVerdict | null }> | null;

/** A scanner's state: since when it has not answered, and why; null while it does. */
export interface ScannerHealth {
  readonly scanner: "spamassassin" | "rspamd" | "clamav";
  readonly problem: { readonly since: number; readonly why: StoredFault } | null;
}

/**
 * Checks a received mail's sender and scans it, in parallel.
 * @returns null immediately if there is nothing to check, so that mail within a site costs nothing
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
