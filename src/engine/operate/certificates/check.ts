import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { domainToASCII } from "node:url";
import type { PlainReason } from "../../../base/fault.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import type { Finding } from "../../../domain/finding.ts";
import { ownCertificateFindings, type ServedCertificate } from "../../../domain/health/index.ts";
import type { CertificatePlan } from "../../../domain/setup/index.ts";

type Own = Extract<CertificatePlan, { kind: "own" }>;

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
  const chain = cert.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  return ownCertificateFindings({ hostname, now }, { ...factsIn(x509, hostname), chain });
}

/** What is judged of a certificate. @param hostname ours, in A-labels or not */
export const factsIn = (x509: X509Certificate, hostname: string): ServedCertificate => ({
  fingerprint: x509.fingerprint256,
  names: (x509.subjectAltName ?? x509.subject).replace(/DNS:/g, ""),
  from: x509.validFromDate.getTime(),
  until: x509.validToDate.getTime(),
  ownMade: x509.issuer === x509.subject,
  forHost: x509.checkHost(domainToASCII(hostname) || hostname) !== undefined,
});
