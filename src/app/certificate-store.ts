import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { selfSigned } from "./certificate.ts";

export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

const MONTH = 30 * 24 * 3_600_000;

/**
 * The certificate in DIR/tls, in PEM. A self-made one is put there when there is none, and renewed when it names
 * another host or ends within a month; one that somebody else signed is left alone.
 */
export function certificateIn(data: string, hostname: string, now: number): KeyAndCertificate {
  const folder = join(data, "tls");
  const files = { key: join(folder, "key.pem"), cert: join(folder, "cert.pem") };
  if (existsSync(files.key) && existsSync(files.cert)) {
    const found = { key: readFileSync(files.key, "utf8"), cert: readFileSync(files.cert, "utf8") };
    const x509 = new X509Certificate(found.cert);
    const ownMade = x509.issuer === x509.subject;
    const good = x509.checkHost(hostname) !== undefined && Date.parse(x509.validTo) > now + MONTH;
    if (good || !ownMade) return found;
  }
  const made = selfSigned({ hostname, now });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(files.key, made.key, { mode: 0o600 });
  writeFileSync(files.cert, made.cert, { mode: 0o644 });
  return made;
}
