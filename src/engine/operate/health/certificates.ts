import { join } from "node:path";
import { Failure } from "../../../base/failure.ts";
import { duration, type Finding, findingsOf } from "../../../domain/finding.ts";
import { readCertificate, type StoredCertificate } from "../certificates/store.ts";

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
    if (!(cause instanceof Failure)) throw cause;
    const [what = "", todo = ""] = cause.message.split("; ");
    return problem(what, todo);
  }
  if (found === null) return ok("none yet; the next start creates one");
  const { x509, ownMade, fits } = found;
  const remedy = ownMade ? "restart the program, which creates a new one" : `install a new one in ${tls}`;
  if (!fits) return problem(`the key in ${tls} does not belong to the certificate`, remedy);
  if (Date.parse(x509.validFrom) > now) {
    return problem("the certificate is not valid yet", "set the clock, or install another certificate");
  }
  const end = Date.parse(x509.validTo);
  const until = new Date(end).toISOString().slice(0, 10);
  if (end < now) return problem(`the certificate expired on ${until}`, remedy);
  if (x509.checkHost(hostname) === undefined) {
    return warning(`the certificate is not for ${hostname}`, remedy);
  }
  if (end < now + SHORT) return warning(`the certificate expires in ${duration(end - now)}`, remedy);
  return ok(ownMade ? `self-made, until ${until}` : `issued by a CA, valid until ${until}`);
}
