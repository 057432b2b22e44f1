/** Signs releases with Ed25519, with the release key, or with the public development key. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";

export interface SigningKey {
  readonly key: KeyObject;
  /** Whether it is the development key. */
  readonly development: boolean;
  /** The public key as PEM. */
  readonly publicPem: string;
}

/**
 * The development key is derived from this phrase, so that everyone who builds the same source gets the same bytes. It
 * protects nothing: anyone can sign updates for images that trust it. Such images say so on their pages.
 */
const developmentPhrase = "MailManager development key: public, insecure, never for a release";

/** @param path a PKCS #8 PEM file with an Ed25519 key; undefined for the development key */
export function signingKey(path: string | undefined): SigningKey {
  const key = path ? createPrivateKey(readFileSync(path)) : developmentKey();
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(`${path} is not an Ed25519 key: openssl genpkey -algorithm ed25519`);
  return {
    key,
    development: !path,
    publicPem: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
  };
}

/** A signature, 64 bytes. */
export function signatureOf(bytes: Uint8Array, { key }: SigningKey): Buffer {
  return sign(null, bytes, key);
}

/**
 * A line of an update's manifest.sig: the key's id (the beginning of the SHA-256 of its SPKI), and the signature in
 * base64. While keys are being changed there is a line for each.
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
