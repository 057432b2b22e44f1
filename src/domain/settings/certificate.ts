import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";

/** Where the server's certificate comes from. */
export type CertificatePolicy =
  /** Created here, self-signed. */
  | { readonly kind: "self" }
  /** Installed by an administrator. */
  | { readonly kind: "own" }
  /** Ordered from a CA, and renewed before it expires (ACME, RFC 8555). */
  | {
      readonly kind: "acme";
      /** The CA's directory URL. */
      readonly directory: string;
      readonly email: string | null;
      /** Names in addition to the host's own. */
      readonly names: readonly string[];
      /** A CA (PEM) that issued the directory's own certificate, if it is not publicly trusted. */
      readonly ca: string | null;
    };

/** The parts of a certificate that people look at. */
export interface CertificateFacts {
  /** SHA-256 of the certificate, in hexadecimal pairs with colons. */
  readonly fingerprint: string;
  readonly issuer: string;
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** Whether it is self-signed. */
  readonly ownMade: boolean;
}

const MOST_NAMES = 20;
// bounded: at most 253 characters, as it looks ahead first
const hostName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[0-9-]*[a-z][a-z0-9-]*$/;

/** The policy as it is stored, or the faults by field. Names have to be in A-labels. */
export function checkedCertificatePolicy(policy: CertificatePolicy): Result<CertificatePolicy, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  if (policy.kind !== "acme") return ok(policy);
  const { directory, email, ca } = policy;
  if (directory.length > 1000 || !/^https:\/\/[^\s/]\S*$/.test(directory)) {
    return wrong("directory", "acme.directory");
  }
  if (email !== null && !/^[^\s@]{1,64}@[^\s@]{1,253}$/.test(email)) return wrong("email", "acme.email");
  const names = [...new Set(policy.names.map((name) => name.trim().toLowerCase()))].filter(
    (name) => name !== "",
  );
  const bad = names.find((name) => !hostName.test(name));
  if (bad !== undefined)
    return refuse(fault("acme.name", { field: "names", params: { name: bad.slice(0, 100) } }));
  if (names.length > MOST_NAMES)
    return refuse(fault("acme.most-names", { field: "names", params: { most: MOST_NAMES } }));
  if (ca !== null && !/^-----BEGIN CERTIFICATE-----/.test(ca.trim())) {
    return wrong("ca", "pem.certificate");
  }
  return ok({ ...policy, names });
}
