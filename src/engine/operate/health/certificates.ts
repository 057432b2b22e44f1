import { join } from "node:path";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import { readCertificate, type StoredCertificate, UnreadableCertificate } from "../certificates/store.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds before it expires at which there is a warning. */
const SHORT = 21 * DAY;

/** Whether DIR/tls has a valid certificate, and its key. */
export function checkCertificate(folder: string, hostname: string, now: number): Finding {
  const { ok, warning, problem } = findingsOf("certificate");
  const tls = join(folder, "tls");
  let found: StoredCertificate | null;
  try {
    found = readCertificate(folder);
  } catch (cause) {
    if (!(cause instanceof UnreadableCertificate)) throw cause;
    return problem("certificate.broken", "put-pem", { tls, problem: cause.problem });
  }
  if (found === null) return ok("certificate.none");
  const { x509, ownMade, fits } = found;
  const remedy = ownMade ? "restart-for-certificate" : "install-certificate";
  if (!fits) return problem("certificate.key", remedy, { tls });
  if (Date.parse(x509.validFrom) > now) return problem("certificate.early", "clock-or-certificate");
  const end = Date.parse(x509.validTo);
  const day = new Date(end).toISOString().slice(0, 10);
  if (end < now) return problem("certificate.over", remedy, { day, tls });
  if (!ownMade && x509.checkHost(hostname) === undefined)
    return warning("certificate.other-host", remedy, { hostname, tls });
  if (end < now + SHORT) return warning("certificate.expires", remedy, { left: end - now, day, tls });
  return ok(ownMade ? "certificate.self-made" : "certificate.issued", { day });
}
