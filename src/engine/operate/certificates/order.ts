/** What is asked of an authority that gives certificates by ACME (RFC 8555). */
export interface CertificateOrder {
  /** The address of the authority's directory. */
  readonly directory: string;
  /** An authority (PEM) that the directory's own certificate descends from, if it is none that is well known. */
  readonly ca: string | null;
  /** The account's key, EC P-256 in PEM. */
  readonly accountKey: string;
  readonly email: string | null;
  /** Host names in A-labels; the first is the one that matters most. */
  readonly names: readonly string[];
  /** The request for a certificate for these names (PKCS #10, DER). */
  readonly request: (names: readonly string[]) => Uint8Array;
  /** Answers at http://NAME/.well-known/acme-challenge/TOKEN from now on; null takes the answer away. */
  readonly answer: (token: string, text: string | null) => void;
  /** Milliseconds between two looks at how it goes. */
  readonly interval?: number;
}

export interface OrderedCertificate {
  /** The certificate and those above it, PEM. */
  readonly cert: string;
  /** Names that could not be proved, and why: the certificate is without them. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Orders a certificate. A name that cannot be proved does not keep the others from theirs.
 * Rejects with an Error that says in words why there is none.
 */
export type OrderCertificate = (order: CertificateOrder) => Promise<OrderedCertificate>;
