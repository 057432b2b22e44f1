/** The server's certificate: where it comes from, when another one is due, and whether an ordered one is still wanted. */
import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import { type CertificateFacts, type CertificatePolicy, checkedCertificatePolicy } from "./certificate.ts";
import type { SettingsEvent } from "./events.ts";

const HOUR = 3_600_000;
/** Milliseconds before a failed order is tried again. */
const AGAIN = 6 * HOUR;

/** Sets where the certificate comes from. */
export function decideCertificatePolicy(policy: CertificatePolicy): Result<readonly SettingsEvent[], Fault> {
  const checked = checkedCertificatePolicy(policy);
  return checked.ok ? ok([{ type: "CertificatePolicyChanged", policy: checked.value }]) : checked;
}

/** Where the certificate in use comes from, where no setting says it: a self-signed one was created here. */
export const policyInEffect = (
  set: CertificatePolicy | null,
  { ownMade }: Pick<CertificateFacts, "ownMade">,
): CertificatePolicy => set ?? { kind: ownMade ? "self" : "own" };

/** The facts for renewing the certificate. */
export interface RenewalFacts {
  readonly policy: CertificatePolicy;
  /** The certificate in use. */
  readonly certificate: Pick<CertificateFacts, "from" | "until" | "ownMade">;
  /** The last order since the start; null if there was none. */
  readonly attempt: { readonly at: number; readonly ok: boolean } | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What to do about the certificate now. It is replaced in the last third of its time; a CA's also takes the place of a
 * self-signed one. After a failed order there is none for a while; what an administrator installed is left alone.
 */
export function decideRenewal({
  policy,
  certificate,
  attempt,
  now,
}: RenewalFacts): "create" | "order" | null {
  const { from, until, ownMade } = certificate;
  const due = until - now < (until - from) / 3;
  switch (policy.kind) {
    case "own":
      return null;
    case "self":
      return due ? "create" : null;
    case "acme": {
      const rested = attempt === null || attempt.ok || now - attempt.at >= AGAIN;
      return (due || ownMade) && rested ? "order" : null;
    }
  }
}

/**
 * Whether an ordered certificate is still to be used when it comes, which takes minutes: not if an administrator has set
 * something else since.
 */
export const isStillWanted = (ordered: CertificatePolicy, now: CertificatePolicy): boolean =>
  ordered.kind === "acme" &&
  now.kind === "acme" &&
  ordered.directory === now.directory &&
  ordered.email === now.email &&
  ordered.ca === now.ca &&
  ordered.names.join("\n") === now.names.join("\n");
