import type { StoredFault } from "../../../base/fault.ts";

/** An order to a CA that issues certificates by ACME (RFC 8555). */
export interface CertificateOrder {
  /** The CA's directory URL. */
  readonly directory: string;
  /** A CA (PEM) that issued the directory's own certificate, if it is not publicly trusted. */
  readonly ca: string | null;
  /** The account's key, EC P-256 in PEM. */
  readonly accountKey: string;
  readonly email: string | null;
  /** Host names in A-labels; the first is the most important one. */
  readonly names: readonly string[];
  /** The certificate request for these names (PKCS #10, DER). */
  readonly request: (names: readonly string[]) => Uint8Array;
  /** Serves the response at http://NAME/.well-known/acme-challenge/TOKEN from now on; null removes it. */
  readonly answer: (token: string, text: string | null) => void;
  /** Milliseconds between two checks of its progress. */
  readonly interval?: number;
}

export interface OrderedCertificate {
  /** The certificate and its intermediates, PEM; null if no name could be validated. */
  readonly cert: string | null;
  /** Names that could not be validated, and why: the certificate is without them. */
  readonly left: readonly LeftName[];
}

export interface LeftName {
  readonly name: string;
  readonly problem: StoredFault;
}

/**
 * Orders a certificate. A name that cannot be validated does not affect the others.
 * Rejects with a Failure, or another error, if there is none for another reason.
 */
export type OrderCertificate = (order: CertificateOrder) => Promise<OrderedCertificate>;
