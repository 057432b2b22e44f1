import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../../base/failure.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { decideStoredCertificate, servingProblem } from "../../../domain/settings/index.ts";
import { sync } from "../../../record/durable.ts";
import { failure } from "../../../text/index.ts";
import { certificateRead, type KeyAndCertificate } from "./check.ts";
import { selfSigned } from "./self-signed.ts";

export interface StoredCertificate extends KeyAndCertificate {
  readonly x509: X509Certificate;
  /** Whether it is self-signed, like those that the program creates. */
  readonly ownMade: boolean;
  /** Why TLS does not work with them; null if it does. */
  readonly problem: Fault | null;
}

/** The key or the certificate in DIR/tls cannot be read. */
export class UnreadableCertificate extends Failure {
  readonly problem: string;

  /** @param problem in the words of OpenSSL or the system */
  constructor(tls: string, problem: string, cause?: unknown) {
    const of = failure(fault("tls.unreadable", { params: { folder: tls, problem }, cause }));
    super(of.message, of, { cause });
    this.problem = problem;
  }
}

const filesIn = (data: string) => ({ key: join(data, "tls/key.pem"), cert: join(data, "tls/cert.pem") });

/**
 * The certificate in DIR/tls, or a new self-signed one where `decideStoredCertificate` wants that. A self-signed one for
 * another name stays, such as that from before the setup: browsers warn about it in any case, and would warn again about
 * another.
 * @throws Failure if there is one that TLS does not work with and that only people can replace
 */
export function certificateIn(data: string, hostname: string, now: number): KeyAndCertificate {
  const decided = decideStoredCertificate(readCertificate(data));
  if (decided.kind === "serve") return decided.stored;
  if (decided.kind === "refuse") throw refused(data, decided.problem);
  const made = selfSigned({ hostname, now });
  storeCertificate(data, made);
  return made;
}

const refused = (data: string, { reason, params }: Fault): Failure =>
  reason === "certificate.unusable"
    ? new UnreadableCertificate(join(data, "tls"), String(params?.problem))
    : failure(fault("tls.other-key", { params: filesIn(data) }));

/** Whether a key is of the kind that self-signed certificates have here; one that people put there may be another. */
export function isOurKind(key: string): boolean {
  return createPrivateKey(key).asymmetricKeyDetails?.namedCurve === "prime256v1";
}

/**
 * Replaces the key and its certificate in DIR/tls. After a power cut at any moment there are a key and its own
 * certificate, the old or the new ones (see `finishStoring`).
 */
export function storeCertificate(data: string, { key, cert }: KeyAndCertificate): void {
  const folder = join(data, "tls");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = filesIn(data);
  writeFileSync(`${files.key}.new`, key, { mode: 0o600, flush: true });
  writeFileSync(`${files.cert}.new`, cert, { mode: 0o644, flush: true });
  sync(folder);
  renameSync(`${files.cert}.new`, files.cert);
  renameSync(`${files.key}.new`, files.key);
  sync(folder);
  sync(data);
}

/** A power cut between the two renames leaves a certificate whose key is still aside. */
function finishStoring(data: string): void {
  const { key, cert } = filesIn(data);
  if (!existsSync(`${key}.new`)) return;
  if (existsSync(`${cert}.new`) || !isKeyOf(`${key}.new`, cert)) rmSync(`${key}.new`);
  else renameSync(`${key}.new`, key);
  sync(join(data, "tls"));
}

/** Whether a file holds the private key of the certificate in another. */
function isKeyOf(key: string, cert: string): boolean {
  try {
    return new X509Certificate(readFileSync(cert)).checkPrivateKey(createPrivateKey(readFileSync(key)));
  } catch {
    // Half a file, or none: there is nothing to finish.
    return false;
  }
}

/**
 * The contents of DIR/tls; null unless there are both a key and a certificate.
 * @throws UnreadableCertificate if they cannot be read
 */
export function readCertificate(data: string): StoredCertificate | null {
  finishStoring(data);
  const files = filesIn(data);
  if (!existsSync(files.key) || !existsSync(files.cert)) return null;
  try {
    const [key, cert] = [readFileSync(files.key, "utf8"), readFileSync(files.cert, "utf8")];
    const x509 = new X509Certificate(cert);
    // A key that cannot be read says why.
    createPrivateKey(key);
    const problem = servingProblem(certificateRead({ key, cert }, null));
    return { key, cert, x509, problem, ownMade: x509.issuer === x509.subject };
  } catch (cause) {
    throw new UnreadableCertificate(
      join(data, "tls"),
      cause instanceof Error ? cause.message : String(cause),
      cause,
    );
  }
}
