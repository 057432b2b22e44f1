import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { bitString, context, integer, oid, sequence, set, subjectAltNames, utf8 } from "./der.ts";

/** A new private key: EC P-256, PKCS #8 in PEM. */
export const newKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();

/**
 * A certificate request for these names (PKCS #10, RFC 2986), DER.
 * @param key EC P-256 in PEM
 * @param names host names in A-labels; the first is also its common name
 */
export function certificateRequest(key: string, names: readonly string[]): Buffer {
  const privateKey = createPrivateKey(key);
  const extensions = sequence(subjectAltNames(names));
  const body = sequence(
    integer(Buffer.of(0)),
    sequence(set(sequence(oid.commonName, utf8((names[0] ?? "").slice(0, 64))))),
    createPublicKey(privateKey).export({ type: "spki", format: "der" }),
    context(0, sequence(oid.extensionRequest, set(extensions))),
  );
  return sequence(body, sequence(oid.ecdsaWithSha256), bitString(sign("sha256", body, privateKey)));
}
