import { findingsOf, worstFirst } from "../../../domain/finding.ts";
import type { HealthReport } from "../../../engine/operate/health/health.ts";
import { minute, now } from "./samples.ts";

const well = [
  findingsOf("disk").ok("disk.free", { free: 18.4e9, size: 64e9, kept: 268.4e6 }),
  findingsOf("disk growth").ok("growth.full", { left: 212, days: 30, perDay: 85.6e6 }),
  findingsOf("clock").ok("box.clock", { server: "time.harbour.example" }),
  findingsOf("mail exchanger").ok("mx.here", { domain: "harbour.example", host: "desk.harbour.example" }),
  findingsOf("dkim").ok("dkim.published", { name: "mm2026a._domainkey.harbour.example" }),
  findingsOf("certificate").ok("certificate.issued", { day: "2027-01-30" }),
];

/** All is well. */
export const wellReport: HealthReport = { at: now - minute, dnsAt: now - 4 * minute, findings: well };

/** Findings of every level. */
export const badReport: HealthReport = {
  at: now - minute,
  dnsAt: null,
  findings: worstFirst([
    ...well,
    findingsOf("held mail").warning("held-mail.waits", "decide-mail", { n: 3 }),
    findingsOf("certificate").problem("certificate.expires", "renew-certificate", {
      left: 5 * 24 * 60 * minute,
      day: "2026-11-28",
    }),
    findingsOf("spf").warning(
      "policy.none",
      "publish-such",
      { domain: "harbour.example", kind: "SPF" },
      'harbour.example. TXT "v=spf1 mx a:desk.harbour.example ~all"',
    ),
    findingsOf("ptr").problem("ptr.other", "set-ptr", {
      ...{ address: "192.0.2.20", hostname: "desk.harbour.example" },
      names: "host-20.provider.example",
    }),
  ]),
};
