/** The manifest of an update file, and the check of its signature. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import * as z from "zod";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { ok, type Result, refuse } from "../../src/base/result.ts";
import { versionPattern } from "./versions.ts";

const version = z.string().regex(versionPattern);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const part = (most: number) => z.strictObject({ sha256: digest, size: z.int().positive().max(most) });

/** The largest kernel image, in bytes: it is held in memory. */
export const LARGEST_UKI = 128 * 1024 * 1024;
export const LARGEST_ROOT = 4 * 1024 * 1024 * 1024;

export const manifest = z.strictObject({
  format: z.literal(1),
  product: z.literal("mailmanager"),
  version,
  architecture: z.enum(["amd64", "arm64"]),
  builtAt: z.iso.datetime(),
  /** The oldest release that it can be installed over. */
  minimum: version,
  root: part(LARGEST_ROOT),
  uki: part(LARGEST_UKI),
  /** The root hash of the verity tree in root.img; the command line in uki.efi has the same. */
  verity: digest,
});
export type Manifest = z.infer<typeof manifest>;

/** A public key that is trusted to sign updates; `id` as from `keyId`. */
export interface TrustedKey {
  readonly id: string;
  readonly name: string;
  readonly key: KeyObject;
}

/** The first 16 hex digits of the SHA-256 of a key's SPKI in DER. */
export const keyId = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 16);

/** Reads a trusted key. @throws if it is not an Ed25519 public key in PEM */
export function trustedKey(name: string, pem: string): TrustedKey {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`${name} is not an Ed25519 key`);
  return { id: keyId(key), name, key };
}

/**
 * Parses the manifest if one of the keys has signed exactly these bytes. Each line of `signatures` is a key id and an
 * Ed25519 signature in base64; there are several while keys are being changed.
 */
export function openManifest(
  bytes: Uint8Array,
  signatures: string,
  keys: readonly TrustedKey[],
): Result<Manifest, StoredFault> {
  const lines = signatures.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return refuse(fault("box.update.unsigned"));
  const known = lines.slice(0, 16).flatMap((line) => {
    const [, id, signature = ""] = /^([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)$/.exec(line.trim()) ?? [];
    return keys.filter((key) => key.id === id).map(({ key }) => ({ key, signature }));
  });
  if (known.length === 0) {
    return refuse(fault("box.update.other-key"));
  }
  const good = known.some(({ key, signature }) => verify(null, bytes, key, Buffer.from(signature, "base64")));
  if (!good) {
    return refuse(fault("box.update.signature"));
  }
  const read = manifest.safeParse(asJson(bytes));
  if (read.success) return ok(read.data);
  return refuse(fault("box.update.kind"));
}

function asJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
