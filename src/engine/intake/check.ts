import type { Fault, StoredFault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import type {
  Authentication,
  Checks,
  Envelope,
  ParsedMail,
  Scanned,
  SpamVerdict,
  VirusVerdict,
} from "../../domain/mail/index.ts";
import type { MailRow } from "../../record/view.ts";

/** Where a mail came from: the connection's peer and what it said. */
export interface Origin {
  readonly ip: string;
  readonly helo: string;
  readonly envelope: Envelope;
}

/**
 * Checks a mail's sender by SPF, DKIM, DMARC and ARC within a few seconds; what takes longer is "temperror".
 * @param author the address that is read in its From, for which DMARC is checked; null if there is none
 * @returns null immediately if it is not checked (from this machine, or a trusted relay without results); else
 *   a promise that never rejects
 */
export type Authenticate = (
  raw: Uint8Array,
  origin: Origin,
  author: string | null,
) => Promise<Authentication> | null;

/** What the scanners say; `unscanned` names those that are set up and say nothing. */
export interface ScanResult {
  readonly spam: SpamVerdict | null;
  readonly virus: VirusVerdict | null;
  readonly unscanned?: readonly Scanned[];
}

/**
 * Scans a mail for spam and viruses. A scanner that fails or takes too long gives null, which is logged.
 * @returns null immediately if no scanner is set; else a promise that never rejects
 */
export type Scan = (raw: Uint8Array, origin: Origin) => Promise<ScanResult> | null;

/** A scanner's state: since when it has not answered, and why; null while it does. */
export interface ScannerHealth {
  readonly scanner: "spamassassin" | "rspamd" | "clamav";
  readonly problem: { readonly since: number; readonly why: StoredFault } | null;
  /** Mails that it gave no verdict about, lately, and when the last of them was; absent for none. */
  readonly unscanned?: { readonly mails: number; readonly last: number };
}

/**
 * Scans a received mail, and checks its sender as soon as it has been read.
 * @param reading the mail as it is read; if that fails, no author is known
 * @returns null if there is nothing to check
 */
export async function check(
  parts: { readonly authenticate: Authenticate; readonly scan: Scan },
  raw: Uint8Array,
  mail: MailRow,
  reading: Promise<Result<ParsedMail, Fault>>,
): Promise<Checks | null> {
  const origin: Origin = {
    ip: mail.ip,
    helo: mail.helo,
    envelope: { from: mail.sender, to: mail.recipients },
  };
  const scanning = parts.scan(raw, origin);
  const read = await reading;
  const author = read.ok ? (read.value.from?.address ?? null) : null;
  const authenticating = parts.authenticate(raw, origin, author);
  if (authenticating === null && scanning === null) return null;
  const [authentication, scanned] = await Promise.all([authenticating, scanning]);
  const { spam = null, virus = null, unscanned = [] } = scanned ?? {};
  return { authentication, spam, virus, ...(unscanned.length > 0 ? { unscanned } : {}) };
}
