import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import type { PlainReason } from "../../../base/fault.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { CertificatePlan } from "../../../domain/setup/index.ts";

type Own = Extract<CertificatePlan, { kind: "own" }>;

const DAY = 24 * 3_600_000;

/** Why a certificate cannot be used at all, by field (cert, key); null if it can. */
export function unusable({ key, cert }: Own, hostname: string | null): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(cert);
  } catch {
    return wrong("cert", "pem.certificate");
  }
  try {
    if (!x509.checkPrivateKey(createPrivateKey(key))) return wrong("key", "certificate.other-key");
  } catch {
    return wrong("key", "pem.key");
  }
  try {
    createSecureContext({ key, cert });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return fault("certificate.unusable", { field: "cert", params: { problem } });
  }
  const ownMade = x509.issuer === x509.subject;
  if (ownMade && hostname !== null && x509.checkHost(hostname) === undefined)
    return fault("certificate.self-signed", { field: "cert", params: { name: hostname } });
  return null;
}

/** What browsers and mail servers will object to in a certificate that can be used. */
export function certificateFindings({ cert }: Own, hostname: string, now: number): readonly Finding[] {
  const x509 = new X509Certificate(cert);
  const { ok, warning, problem } = findingsOf("certificate");
  const found: Finding[] = [];
  if (x509.checkHost(hostname) === undefined) {
    const names = x509.subjectAltName ?? x509.subject;
    found.push(problem("own-certificate.other-names", "issue-for-name", { hostname, names }));
  } else found.push(ok("own-certificate.names", { hostname }));
  const [begins, ends] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)];
  const day = new Date(ends).toISOString().slice(0, 10);
  if (ends < now) found.push(problem("own-certificate.over", "renew", { day }));
  else if (begins > now) found.push(problem("own-certificate.early", "check-clock"));
  else if (ends < now + 30 * DAY) found.push(warning("own-certificate.expires", "renew-in-time", { day }));
  else found.push(ok("own-certificate.valid", { day }));
  const chain = cert.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (chain < 2 && x509.issuer !== x509.subject) found.push(warning("own-certificate.chain", "add-chain"));
  return found;
}
