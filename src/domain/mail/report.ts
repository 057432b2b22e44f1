/** Reports by programs that are no bounces: nobody wrote them, and nobody waits for a reply. */
import { readDeliveryStatus } from "./bounce-status.ts";
import type { MailHeaders } from "./headers.ts";
import type { Report } from "./types.ts";

/** What a report is recognised by. */
export interface ReportFacts {
  readonly headers: MailHeaders;
  /** Texts of its message/delivery-status parts (RFC 3464). */
  readonly deliveryStatus: readonly string[];
  /** Media types of its other parts that report something. */
  readonly reports: readonly string[];
}

/**
 * Which report a mail is; null for any other, bounces included. By the type of the report (RFC 6522) or of its part,
 * since gateways lose either.
 */
export function reportOf({ headers, deliveryStatus, reports }: ReportFacts): Report | null {
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
  const status = readDeliveryStatus(deliveryStatus);
  return status.delivered && status.recipients.length === 0 ? "delivered" : null;
}

/**
 * Whether a mail is a server's daily report about the mail of a domain: TLS (RFC 8460 section 5.3) or DMARC (RFC 7489
 * section 7.2.1.1).
 * @param subject decoded
 */
export function isAggregateReport({ headers, reports }: ReportFacts, subject: string): boolean {
  return (
    headers("tls-report-domain").some((value) => value !== "") ||
    headers("content-type").some((type) => /;\s{0,20}report-type="?tlsrpt/i.test(type.slice(0, LONGEST))) ||
    reports.some((type) => type.includes("tlsrpt")) ||
    /^report domain: \S{1,255} submitter: \S{1,255} report-id: \S/i.test(subject.slice(0, LONGEST))
  );
}

const LONGEST = 2_000;
