import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { domainToASCII } from "node:url";
import type { Fault } from "../../../base/fault.ts";
import type { Finding } from "../../../domain/finding.ts";
import { ownCertificateFindings, type ServedCertificate } from "../../../domain/health/index.ts";
import { type CertificateRead, installationProblem } from "../../../domain/settings/index.ts";

/** A private key and a certificate, with its intermediates, in PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Reads a certificate and its key for the domain to judge.
 * @param hostname ours, in A-labels or not; null if there is none yet
 */
export function certificateRead({ key, cert }: KeyAndCertificate, hostname: string | null): CertificateRead {
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(cert);
  } catch {
    return { certificate: null, key: "unreadable", rejected: null };
  }
  const certificate = {
    from: x509.validFromDate.getTime(),
    until: x509.validToDate.getTime(),
    forHost: hostname === null ? null : isFor(x509, hostname),
  };
  try {
    if (!x509.checkPrivateKey(createPrivateKey(key))) return { certificate, key: "another", rejected: null };
  } catch {
    return { certificate, key: "unreadable", rejected: null };
  }
  return { certificate, key: "own", rejected: rejection({ key, cert }) };
}

function rejection(pair: KeyAndCertificate): string | null {
  try {
    createSecureContext(pair);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Why they may not be installed, by field (cert, key); null if they may. @param hostname null if there is none yet */
export const unusable = (pair: KeyAndCertificate, hostname: string | null, now: number): Fault | null =>
  installationProblem(certificateRead(pair, hostname), { hostname, now });

/** What browsers and mail servers will object to in a certificate that can be used. */
export function certificateFindings(
  { cert }: Pick<KeyAndCertificate, "cert">,
  hostname: string,
  now: number,
): readonly Finding[] {
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
  forHost: isFor(x509, hostname),
});

const isFor = (x509: X509Certificate, hostname: string): boolean =>
  x509.checkHost(domainToASCII(hostname) || hostname) !== undefined;
