/** Signatures of releases: Ed25519, by a key that the project's owner keeps, or by the open development key. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";

export interface SigningKey {
  readonly key: KeyObject;
  /** Whether it is the one that everybody has. */
  readonly development: boolean;
  /** PEM of the public half. */
  readonly publicPem: string;
}

/**
 * The development key is made from this phrase, so that two people who build the same source get the same bytes.
 * It protects nothing: whoever reads this can sign updates for images that trust it. Images say so on their pages.
 */
const developmentPhrase = "MailManager development key: public, insecure, never for a release";

/** @param path a PKCS #8 PEM file with an Ed25519 key; undefined for the development key */
export function signingKey(path: string | undefined): SigningKey {
  const key = path ? createPrivateKey(readFileSync(path)) : developmentKey();
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(`${path} is no Ed25519 key: openssl genpkey -algorithm ed25519`);
  return {
    key,
    development: !path,
    publicPem: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
  };
}

/** The signature of some bytes: 64 bytes. */
export function signatureOf(bytes: Uint8Array, { key }: SigningKey): Buffer {
  return sign(null, bytes, key);
}

/**
 * A line of an update's manifest.sig: which key it was (the beginning of the SHA-256 of its SPKI), and the signature in
 * base64. While keys are changed there is a line for each.
 */
export function signatureLine(bytes: Uint8Array, key: SigningKey): string {
  const spki = createPublicKey(key.key).export({ type: "spki", format: "der" });
  const id = createHash("sha256").update(spki).digest("hex").slice(0, 16);
  return `${id} ${signatureOf(bytes, key).toString("base64")}\n`;
}

function developmentKey(): KeyObject {
  const seed = createHash("sha256").update(developmentPhrase).digest();
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: "der", type: "pkcs8" });
}
