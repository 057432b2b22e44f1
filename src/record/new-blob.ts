import { createHash } from "node:crypto";
import { type Sha256, sha256 } from "../base/ids.ts";

/** Bytes that a commit keeps. */
export interface NewBlob {
  readonly sha256: Sha256;
  readonly bytes: Uint8Array;
}

/** The bytes with their SHA-256, by which they are found later. */
export const blobOf = (bytes: Uint8Array): NewBlob => ({
  sha256: sha256(createHash("sha256").update(bytes).digest("hex")),
  bytes,
});
