import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import type { PlainReason } from "../../../base/fault.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import type { CertificatePlan, Finding } from "../../../domain/setup/index.ts";

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
  const found: Finding[] = [];
  const say = (level: Finding["level"], what: string, todo: string | null) =>
    found.push({ level, what, todo, line: null });
  if (x509.checkHost(hostname) === undefined) {
    const names = x509.subjectAltName ?? x509.subject;
    say("problem", `It does not name ${hostname}, but ${names}`, "Have one issued for that name");
  } else say("ok", `It names ${hostname}`, null);
  const [begins, ends] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)];
  const day = new Date(ends).toISOString().slice(0, 10);
  if (ends < now) say("problem", `It ended on ${day}`, "Have it renewed");
  else if (begins > now) say("problem", "It is not valid yet", "Look whether the clock here is right");
  else if (ends < now + 30 * DAY) say("warning", `It ends soon, on ${day}`, "Have it renewed in time");
  else say("ok", `It is valid until ${day}`, null);
  const chain = cert.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  if (chain < 2 && x509.issuer !== x509.subject)
    say(
      "warning",
      "The certificates of its issuers are missing",
      "Most clients need them: paste them below it, in order (often called the chain or full chain)",
    );
  return found;
}
