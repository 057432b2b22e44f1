/** DANE for SMTP (RFC 7672): a domain's requirements for its servers' certificates, in signed DNS. */

import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { type Fault, fault, type StoredFault } from "../../base/fault.ts";
import type { Resolve, TlsaRecord } from "../../engine/settings/resolve.ts";

export type Requirement =
  /** Nothing usable. */
  | { readonly kind: "none" }
  /** Unknown, or the answer is forged: no mail until this changes (section 2.2). */
  | { readonly kind: "unknown"; readonly problem: StoredFault }
  /** TLS, but with no certificate that we could verify (section 2.2). */
  | { readonly kind: "tls" }
  | {
      readonly kind: "certificate";
      readonly records: readonly TlsaRecord[];
      readonly names: readonly string[];
    };

/**
 * The requirements for a server. The caller has verified that DNSSEC proves both that it is a server of the domain and its
 * addresses: without that nothing is required (section 2.2.1, 2.2.2).
 *
 * @param host the server, as named by the MX
 * @param canonical the name behind an alias, if it is one
 * @param domain the recipient's
 */
export async function requirementOf(
  resolve: Resolve,
  host: string,
  canonical: string | undefined,
  domain: string,
): Promise<Requirement> {
  if (!resolve.tlsa) return { kind: "none" };
  // The name behind the alias first (section 2.2.3).
  for (const base of canonical === undefined ? [host] : [canonical, host]) {
    const answer = await resolve.tlsa(`_25._tcp.${base}`);
    if (answer.kind === "failed") return { kind: "unknown", problem: answer.problem };
    if (answer.kind === "none" || answer.secure !== true) continue;
    const records = answer.records.filter(isUsable);
    if (records.length === 0) return { kind: "tls" };
    return { kind: "certificate", records, names: [...new Set([base, host, domain])] };
  }
  return { kind: "none" };
}

/** Only records that rely on DNS alone: usages 2 (DANE-TA) and 3 (DANE-EE) (section 3.1.3). */
const isUsable = ({ usage, selector, matchingType, data }: TlsaRecord): boolean =>
  (usage === TA || usage === EE) &&
  (selector === CERTIFICATE || selector === KEY) &&
  data.length ===
    (lengths.get(matchingType) ?? (matchingType === WHOLE && data.length > 0 ? data.length : -1));

const [TA, EE] = [2, 3];
const [CERTIFICATE, KEY] = [0, 1];
const [WHOLE, SHA256, SHA512] = [0, 1, 2];
/** Bytes of a digest. */
const lengths = new Map([
  [SHA256, 32],
  [SHA512, 64],
]);

/** The most certificates of one chain that are checked. */
const MOST = 10;

/**
 * Whether the server's certificate meets the requirements.
 * @param now milliseconds since 1970
 * @param host the server
 * @returns null if so, else why nothing is sent to it
 */
export function against(
  { records, names }: Extract<Requirement, { kind: "certificate" }>,
  socket: TLSSocket,
  host: string,
  now: number,
): Fault | null {
  const chain = chainOf(socket);
  const [own] = chain;
  if (own === undefined) return fault("delivery.certificate-none", { params: { host } });
  // Neither its name nor its validity period counts (RFC 7672 section 3.1.1).
  if (records.some((record) => record.usage === EE && matches(record, own))) return null;
  const anchors = records.filter(({ usage }) => usage === TA);
  if (anchors.length === 0) return fault("delivery.certificate-other", { params: { host } });
  if (!names.some((name) => own.checkHost(name) !== undefined)) {
    return fault("delivery.certificate-name", { params: { host, names: names.join(", ") } });
  }
  return isAnchored(chain, anchors, now)
    ? null
    : fault("delivery.certificate-authority", { params: { host } });
}

function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (
    next &&
    chain.length < MOST &&
    !chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)
  ) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** From the server's own certificate upwards, each issued and signed by the next one, until one is an anchor. */
function isAnchored(chain: readonly X509Certificate[], anchors: readonly TlsaRecord[], now: number): boolean {
  const keys = anchors.flatMap(anchorKeys);
  for (const [i, one] of chain.entries()) {
    if (one.validFromDate.getTime() > now || one.validToDate.getTime() < now) return false;
    if (anchors.some((record) => matches(record, one))) return true;
    // The anchor itself need not be sent if DNS has all of it (section 3.1.2).
    if (keys.some((key) => one.verify(key))) return true;
    const issuer = chain[i + 1];
    if (!issuer?.ca || !one.checkIssued(issuer) || !one.verify(issuer.publicKey)) return false;
  }
  return false;
}

function anchorKeys({ selector, matchingType, data }: TlsaRecord): readonly KeyObject[] {
  if (matchingType !== WHOLE) return [];
  const bytes = Buffer.from(data);
  try {
    return [
      selector === CERTIFICATE
        ? new X509Certificate(bytes).publicKey
        : createPublicKey({ key: bytes, format: "der", type: "spki" }),
    ];
  } catch {
    // Invalid certificates or keys prove nothing.
    return [];
  }
}

/** RFC 6698 section 2.1. */
function matches({ selector, matchingType, data }: TlsaRecord, { raw, publicKey }: X509Certificate): boolean {
  const whole = selector === CERTIFICATE ? raw : publicKey.export({ format: "der", type: "spki" });
  const shown =
    matchingType === WHOLE
      ? whole
      : createHash(matchingType === SHA256 ? "sha256" : "sha512")
          .update(whole)
          .digest();
  return shown.equals(Buffer.from(data));
}
