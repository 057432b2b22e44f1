/** Reports by programs that are no bounces: nobody wrote them, and nobody waits for a reply. */
import { isMachine } from "./automatic.ts";
import { readDeliveryStatus } from "./bounce-status.ts";
import type { MailHeaders } from "./headers.ts";
import type { Address, Report } from "./types.ts";

/** What a report is recognised by. */
export interface ReportFacts {
  readonly headers: MailHeaders;
  readonly from: Address | null;
  /** Decoded. */
  readonly subject: string;
  /** Names of its attachments. */
  readonly files: readonly string[];
  /** Texts of its message/delivery-status parts (RFC 3464). */
  readonly deliveryStatus: readonly string[];
  /** Media types of its other parts that report something. */
  readonly reports: readonly string[];
}

/**
 * Which report a mail is; null for any other, bounces included. By the type of the report (RFC 6522) or of its part,
 * since gateways lose either.
 */
export function reportOf(facts: ReportFacts): Report | null {
  const { headers, deliveryStatus, reports } = facts;
  // Dovecot refuses mail with a receipt that says "deleted".
  if (headers("auto-submitted").some((value) => /rejected/i.test(value))) return null;
  const declared = headers("content-type").map((type) =>
    type.slice(0, LONGEST).replace(/["\s]/g, "").toLowerCase(),
  );
  const says = (report: string) =>
    declared.some((type) => type.includes(`;report-type=${report}`)) ||
    reports.some((type) => type.endsWith(report));
  if (says("disposition-notification")) return "receipt";
  if (says("feedback-report")) return "complaint";
  if (says("tlsrpt") || reports.some((type) => type.includes("tlsrpt")) || isDmarcReport(facts))
    return "aggregate";
  const status = readDeliveryStatus(deliveryStatus);
  return status.delivered && status.recipients.length === 0 ? "delivered" : null;
}

/**
 * Whether a mail is a server's report about the mail of a domain by DMARC (RFC 7489 section 7.2.1.1): it has the file, whose
 * name has a form of its own, and either the subject of such reports or a sender from whom nobody writes. People also pass
 * such files on, with a question.
 */
function isDmarcReport({ headers, from, subject, files }: ReportFacts): boolean {
  if (!files.some((name) => dmarcFile.test(name.slice(0, LONGEST)))) return false;
  if (
    ["in-reply-to", "references", "resent-from"].some((name) => headers(name).some((value) => value !== ""))
  )
    return false;
  return (
    isReportSubject(subject) ||
    (from !== null && (isMachine(from.address) || /^[^@]{0,50}dmarc/i.test(from.address)))
  );
}

/** Receiver, domain, beginning and end of the time, and perhaps an id. */
// linear: anchored, and its parts are separated by what none of them has
const dmarcFile =
  /^[^!\s]{1,255}![^!\s]{1,255}!\d{1,12}!\d{1,12}(?:![^!\s.]{1,100})?\.(?:xml|zip|gz|xml\.gz|xml\.zip)$/i;

const isReportSubject = (subject: string): boolean =>
  /^(?:\[preview\] )?report[ _]domain: ?\S{1,255} submitter: ?\S{1,255}/i.test(
    subject.slice(0, LONGEST).trim(),
  );

/**
 * Whether a mail looks like a server's report about the mail of a domain although the report itself is not there, or not
 * as it ought to be: nobody is answered automatically, and it is not lost.
 */
export const looksLikeAggregate = ({ headers, subject }: ReportFacts): boolean =>
  headers("tls-report-domain").some((value) => value !== "") ||
  (isReportSubject(subject) && /report-id: ?\S/i.test(subject.slice(0, LONGEST)));

const LONGEST = 2_000;
