/** Whether a certificate can be used: the one rule, for pages, API, ACME, the setup, the start and the health checks. */
import { type Fault, fault } from "../../base/fault.ts";

/** Milliseconds since 1970, both inclusive (RFC 5280, section 4.1.2.5). */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

/** What was found when a certificate and its private key were read. */
export interface CertificateRead {
  /** Null if it cannot be read. */
  readonly certificate:
    | (Validity & {
        /** Whether it is for our host name; null if we have none yet. */
        readonly forHost: boolean | null;
      })
    | null;
  readonly key: "own" | "another" | "unreadable";
  /** Why the TLS library rejects the two, in its words; null if it accepts them. */
  readonly rejected: string | null;
}

/** Whether it is in its time. */
export const validityAt = ({ from, until }: Validity, now: number): "early" | "valid" | "over" =>
  until < now ? "over" : from > now ? "early" : "valid";

/**
 * Why TLS does not work with them at all, with the field (cert, key); null if it does. What is stored needs no more than
 * that: a program that does not start when its certificate expires would take the mail down with it.
 */
export function servingProblem({ certificate, key, rejected }: CertificateRead): Fault | null {
  if (certificate === null) return fault("pem.certificate", { field: "cert" });
  switch (key) {
    case "unreadable":
      return fault("pem.key", { field: "key" });
    case "another":
      return fault("certificate.other-key", { field: "key" });
    case "own":
      return rejected === null
        ? null
        : fault("certificate.unusable", { field: "cert", params: { problem: rejected } });
  }
}

/**
 * Why they may not be installed, whether from a person, a seed or a CA; null if they may. More than TLS is asked of them:
 * browsers refuse one that is over or has another name, after the first visit with no way past it (HSTS, RFC 6797), so
 * nobody could open the page to replace it. One that is not valid yet is accepted: it becomes valid by itself, and all
 * new ones look like that while the clock is behind.
 * @param hostname ours; null if there is none yet, and then its names are not compared
 * @param now milliseconds since 1970
 */
export function installationProblem(
  read: CertificateRead,
  { hostname, now }: { readonly hostname: string | null; readonly now: number },
): Fault | null {
  const unservable = servingProblem(read);
  if (unservable !== null || read.certificate === null) return unservable;
  if (validityAt(read.certificate, now) === "over") return fault("certificate.expired", { field: "cert" });
  if (hostname !== null && read.certificate.forHost === false)
    return fault("certificate.other-name", { field: "cert", params: { name: hostname } });
  return null;
}

/**
 * What the start does with the stored one: serves it, whatever its time and names; creates a self-signed one if there is
 * none, or in the place of a self-signed one that does not work; or refuses, since only people can replace a CA's.
 * Renewal has its own time (`decideRenewal`).
 * @param stored null if there is none
 */
export function decideStoredCertificate<
  Stored extends { readonly problem: Fault | null; readonly ownMade: boolean },
>(
  stored: Stored | null,
):
  | { readonly kind: "serve"; readonly stored: Stored }
  | { readonly kind: "create" }
  | { readonly kind: "refuse"; readonly problem: Fault } {
  if (stored === null) return { kind: "create" };
  const { problem, ownMade } = stored;
  if (problem === null) return { kind: "serve", stored };
  return ownMade ? { kind: "create" } : { kind: "refuse", problem };
}
