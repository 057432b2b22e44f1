import { findingsOf, worstFirst } from "../../../domain/finding.ts";
import type { HealthReport } from "../../../engine/operate/health/health.ts";
import { minute, now } from "./samples.ts";

const well = [
  findingsOf("disk").ok("18.4 GB of 64.0 GB free, 268.4 MB of them in reserve"),
  findingsOf("disk growth").ok("full in 212 days, if it goes on as in the last 30: 85.6 MB a day"),
  findingsOf("clock").ok("it follows time.harbour.example"),
  findingsOf("mail exchanger").ok("DNS sends mail for harbour.example to desk.harbour.example"),
  findingsOf("dkim").ok("mm2026a._domainkey.harbour.example is published"),
  findingsOf("certificate").ok("issued by an authority, until 2027-01-30"),
];

/** All is well. */
export const wellReport: HealthReport = { at: now - minute, dnsAt: now - 4 * minute, findings: well };

/** Findings of every level. */
export const badReport: HealthReport = {
  at: now - minute,
  dnsAt: null,
  findings: worstFirst([
    ...well,
    findingsOf("held mail").warning(
      "3 mails wait for a decision",
      "decide about them on the page /mails/held",
    ),
    findingsOf("certificate").problem(
      "the certificate ends in 5 days, on 2026-11-28",
      "renew it under System, Certificate",
    ),
    findingsOf("spf").warning(
      "harbour.example has no SPF record: others trust its mail less",
      "publish one, such as",
      'harbour.example. TXT "v=spf1 mx a:desk.harbour.example ~all"',
    ),
    findingsOf("ptr").problem(
      "192.0.2.20 has the name host-20.provider.example (PTR)",
      "Have whoever gave you the address name it desk.harbour.example: without that, many servers take no mail",
    ),
  ]),
};
