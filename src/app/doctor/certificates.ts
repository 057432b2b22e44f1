import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { duration, type Finding, findingsOf, messageOf } from "./finding.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds before its end at which a certificate that we do not renew is called short. */
const SHORT = 21 * DAY;

/** Whether DIR/tls holds a certificate that peers can take, and the key to it. */
export function checkCertificate(folder: string, hostname: string, now: number): Finding {
  const { ok, warning, problem } = findingsOf("certificate");
  const files = { key: join(folder, "tls/key.pem"), cert: join(folder, "tls/cert.pem") };
  if (!existsSync(files.key) || !existsSync(files.cert)) {
    return ok("there is none yet; the next start makes one");
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(readFileSync(files.cert));
    if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(files.key)))) {
      return problem(
        `${files.key} is not the key of ${files.cert}`,
        "put the right two files there, and start again",
      );
    }
  } catch (cause) {
    return problem(
      `certificate or key cannot be read: ${messageOf(cause)}`,
      `put PEM files into ${join(folder, "tls")}, or remove both and start again for a self-made one`,
    );
  }
  const ownMade = certificate.issuer === certificate.subject;
  const end = Date.parse(certificate.validTo);
  const until = new Date(end).toISOString().slice(0, 10);
  const remedy = ownMade
    ? "start the program again: it makes a new one"
    : `put a new one into ${join(folder, "tls")}`;
  if (Date.parse(certificate.validFrom) > now) {
    return problem("the certificate is not valid yet", "set the clock, or put another certificate there");
  }
  if (end < now) return problem(`the certificate ended on ${until}`, remedy);
  if (certificate.checkHost(hostname) === undefined) {
    return warning(`the certificate is not for ${hostname}`, remedy);
  }
  if (end < now + SHORT) return warning(`the certificate ends in ${duration(end - now)}`, remedy);
  return ok(ownMade ? `self-made, until ${until}` : `issued by another authority, until ${until}`);
}
